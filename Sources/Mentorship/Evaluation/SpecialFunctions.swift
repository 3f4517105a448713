// The functions that distributions are made of: gamma and beta, whole and incomplete, to about
// twelve digits. The only file of the rules that takes the C library's exp, log and erfc.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

enum SpecialFunctions {
    static func exponential(_ x: Double) -> Double { exp(x) }

    static func logarithm(_ x: Double) -> Double { log(x) }

    /// The chance that a standard normal value is greater than x.
    static func normalTail(_ x: Double) -> Double { erfc(x / 2.0.squareRoot()) / 2 }

    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

    /// ln Γ(x) for x > 0: Stirling's series from 10 on, the recurrence below.
    static func logGamma(_ x: Double) -> Double {
        var shifted = x
        var product = 1.0
        while shifted < 10 {
            product *= shifted
            shifted += 1
        }
        return (shifted - 0.5) * log(shifted) - shifted + halfLogOfTwoPi
            + stirlingCorrection(shifted) - log(product)
    }

    private static let halfLogOfTwoPi = 0.918_938_533_204_672_741_780

    /// ln Γ(x) less Stirling's leading terms, x ≥ 10 (Abramowitz and Stegun 6.1.41).
    private static func stirlingCorrection(_ x: Double) -> Double {
        let inverse = 1 / (x * x)
        let series =
            1.0 / 12 - inverse
            * (1.0 / 360 - inverse
                * (1.0 / 1260 - inverse
                    * (1.0 / 1680 - inverse * (1.0 / 1188 - inverse * 691.0 / 360_360))))
        return series / x
    }

    /// ln B(a, b), without the cancellation that ln Γ(a) + ln Γ(b) − ln Γ(a + b) has for large a,
    /// b.
    static func logBeta(_ first: Double, _ second: Double) -> Double {
        let (small, large) = (min(first, second), max(first, second))
        if large < 10 { return logGamma(small) + logGamma(large) - logGamma(small + large) }
        let correction = stirlingCorrection(large) - stirlingCorrection(small + large)
        let ratio = small / (small + large)
        if small < 10 {
            return logGamma(small) + correction + small - small * log(small + large)
                + (large - 0.5) * log1p(-ratio)
        }
        return -0.5 * log(large) + halfLogOfTwoPi + stirlingCorrection(small) + correction
            + (small - 0.5) * log(ratio) + large * log1p(-ratio)
    }
}

// MARK: Incomplete gamma

extension SpecialFunctions {
    /// P(a, x) and Q(a, x) = 1 − P, the smaller of the two computed and never their difference
    /// (Abramowitz and Stegun 6.5.29 and 6.5.31).
    static func incompleteGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
        if x <= 0 { return (0, 1) }
        if x == .infinity { return (1, 0) }
        let front = exp(a * log(x) - x - logGamma(a))
        if x < a + 1 {
            let lower = min(1, front * gammaSeries(a, x))
            return (lower, 1 - lower)
        }
        let upper = min(1, front * gammaFraction(a, x))
        return (1 - upper, upper)
    }

    private static func gammaSeries(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        var n = a
        while term > sum * 1e-17 {
            n += 1
            term *= x / n
            sum += term
        }
        return sum
    }

    private static func gammaFraction(_ a: Double, _ x: Double) -> Double {
        var lentz = Lentz()
        _ = lentz.advance(1, x + 1 - a)
        for step in 1...mostSteps {
            let n = Double(step)
            let change = lentz.advance(-n * (n - a), x + 2 * n + 1 - a)
            if abs(change - 1) < 1e-16 { break }
        }
        return lentz.result
    }
}

// MARK: Incomplete beta

extension SpecialFunctions {
    /// I_x(a, b) and its complement. `rest` is 1 − x, given apart since it may be tiny
    /// (NIST DLMF 8.17.22).
    static func incompleteBeta(
        _ a: Double, _ b: Double, _ x: Double, rest: Double
    ) -> (lower: Double, upper: Double) {
        if x <= 0 { return (0, 1) }
        if rest <= 0 { return (1, 0) }
        let front = exp(a * logShare(x, rest) + b * logShare(rest, x) - logBeta(a, b))
        if x < (a + 1) / (a + b + 2) {
            let lower = min(1, front * betaFraction(a, b, x) / a)
            return (lower, 1 - lower)
        }
        let upper = min(1, front * betaFraction(b, a, rest) / b)
        return (1 - upper, upper)
    }

    private static func logShare(_ share: Double, _ rest: Double) -> Double {
        share > 0.5 ? log1p(-rest) : log(share)
    }

    /// The continued fraction of DLMF 8.17.22, by the modified Lentz method, two steps a round.
    private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        var lentz = Lentz()
        _ = lentz.advance(1, 1)
        _ = lentz.advance(-(a + b) * x / (a + 1), 1)
        for step in 1...mostSteps {
            let m = Double(step)
            _ = lentz.advance(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1)
            let change = lentz.advance(
                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1)
            if abs(change - 1) < 1e-16 { break }
        }
        return lentz.result
    }
}

/// a₁ / (b₁ + a₂ / (b₂ + …)), one level at a time (Thompson and Barnett 1986).
private struct Lentz {
    private static let tiny = 1e-300
    private var c = tiny
    private var d = 0.0
    private(set) var result = tiny

    /// The factor by which the level changed the result.
    mutating func advance(_ numerator: Double, _ denominator: Double) -> Double {
        d = numerator * d + denominator
        d = 1 / (d == 0 ? Self.tiny : d)
        c = denominator + numerator / c
        if c == 0 { c = Self.tiny }
        result *= c * d
        return c * d
    }
}

/// Convergence takes about as many steps as the root of the parameters; this only ends a loop that
/// rounding keeps alive.
private let mostSteps = 100_000
