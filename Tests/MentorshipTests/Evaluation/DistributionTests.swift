import Testing

@testable import Mentorship

/// The figures were computed by mpmath 1.3 with 40 digits.
@Suite struct DistributionTests {
    private func isClose(_ value: Double?, _ expected: Double) -> Bool {
        guard let value else { return false }
        return abs(value - expected) <= 1e-11 * abs(expected)
    }

    @Test(
        arguments: [
            (0.001, 1, 0.49968169021991944), (0.5, 1, 0.35241638234956673),
            (2, 3, 0.069662984279421588), (2.5, 10, 0.015723422118304402),
            (12, 5, 3.5447462585807613e-5), (3.3, 0.5, 0.17535060691937931),
            (1.96, 1000, 0.025136592477874359), (5.098395, 708, 2.2006355388486593e-7),
            (40, 30, 6.8630225972032014e-28), (1.5, 100_000, 0.066808779761415299),
        ] as [(Double, Double, Double)])
    func `Student's tail has its digits`(t: Double, df: Double, expected: Double) {
        #expect(isClose(Distributions.studentTail(t, df: df), expected))
    }

    @Test(
        arguments: [
            (0.1, 1, 1, 0.80501777095786335), (1, 2, 3, 0.46475800154489003),
            (4.2, 5, 10, 0.025654716656447503), (2.5, 40, 7, 0.10337492282055175),
            (1.3, 199, 597, 9.8479819368395021e-3), (30, 3, 200, 4.6548106284649728e-16),
        ] as [(Double, Double, Double, Double)])
    func `Fisher's tail has its digits`(
        x: Double, df1: Double, df2: Double, expected: Double
    ) {
        #expect(isClose(Distributions.fisher(x, df1, df2).upper, expected))
    }

    @Test(
        arguments: [
            (0.01, 1, 0.92034432544594204), (1, 1, 0.3173105078629141),
            (33.355141, 3, 2.7103430552472559e-7), (5, 10, 0.89117801891415124),
            (100, 100, 0.48119168452795672), (250, 100, 7.7669364035391771e-15),
            (1000, 900, 0.010994608942135848), (0.5, 20, 0.99999999999979058),
        ] as [(Double, Double, Double)])
    func `the tail of chi-squared has its digits`(x: Double, df: Double, expected: Double) {
        #expect(isClose(Distributions.chiSquared(x, df: df).upper, expected))
    }

    @Test(
        arguments: [
            (0, 0.5), (0.5, 0.3085375387259869), (1.96, 0.024997895148220436),
            (5, 2.8665157187919391e-7), (10, 7.6198530241605261e-24),
            (37, 5.7255712225245768e-300),
        ] as [(Double, Double)])
    func `the normal tail has its digits`(z: Double, expected: Double) {
        #expect(isClose(SpecialFunctions.normalTail(z), expected))
    }

    @Test(
        arguments: [
            (0.1, 2.252712651734206), (0.5, 0.57236494292470009), (1.5, -0.12078223763524522),
            (3, 0.69314718055994531), (9.99, 12.779315214350193), (10, 12.80182748008147),
            (100.5, 361.43554046777762), (100_000, 1.0512877089736569e+6),
        ] as [(Double, Double)])
    func `the logarithm of gamma has its digits`(x: Double, expected: Double) {
        #expect(isClose(SpecialFunctions.logGamma(x), expected))
    }

    @Test(
        arguments: [
            (0.975, 1, 12.706204736174705), (0.975, 9, 2.2621571627982055),
            (0.975, 708, 1.9633202880902741), (0.9995, 3, 12.923978636687483),
            (0.6, 30, 0.25560536495191277), (0.0001, 12, -5.2632730078259667),
            (0.51, 4, 0.026670618302639006),
        ] as [(Double, Double, Double)])
    func `Student's points are where their chance is`(p: Double, df: Double, expected: Double) {
        #expect(isClose(Distributions.studentQuantile(p, df: df), expected))
    }

    @Test(
        arguments: [
            (0.975, 199, 597, 1.2471403830373582), (0.025, 199, 597, 0.79140770366742126),
            (0.95, 3, 20, 3.0983912121407801), (0.001, 4, 7, 0.020137788089226394),
            (0.999, 1, 1, 405284.06790284891), (0.5, 10, 2, 1.3450047917745151),
        ] as [(Double, Double, Double, Double)])
    func `Fisher's points are where their chance is`(
        p: Double, df1: Double, df2: Double, expected: Double
    ) {
        #expect(isClose(Distributions.fisherQuantile(p, df1, df2), expected))
    }

    @Test(
        arguments: [
            (0.95, 1, 3.841458820694126), (0.025, 3, 0.21579528262389787),
            (0.5, 100, 99.334129235988456), (0.999, 12, 32.909490407360213),
            (0.0001, 2, 2.0001000066671667e-4),
        ] as [(Double, Double, Double)])
    func `points of chi-squared are where their chance is`(
        p: Double, df: Double, expected: Double
    ) {
        #expect(isClose(Distributions.chiSquaredQuantile(p, df: df), expected))
    }

    @Test func `normal points are where their chance is`() {
        #expect(isClose(Distributions.normalQuantile(0.975), Distributions.normal975))
        #expect(isClose(Distributions.normalQuantile(0.0001), -3.7190164854556806))
        #expect(isClose(Distributions.normalQuantile(0.999999), 4.7534243088228989))
        #expect(Distributions.normalQuantile(0.5) == 0)
    }

    @Test func `there is no point without a chance between nought and one`() {
        for p in [0, 1, -0.5, 2, .nan] {
            #expect(Distributions.normalQuantile(p) == nil)
            #expect(Distributions.studentQuantile(p, df: 3) == nil)
            #expect(Distributions.fisherQuantile(p, 3, 4) == nil)
            #expect(Distributions.chiSquaredQuantile(p, df: 3) == nil)
        }
    }
}
