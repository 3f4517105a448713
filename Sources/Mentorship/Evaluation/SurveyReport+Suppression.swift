// The report as people outside the small circle may see it: whatever stands for too few is hidden
// and says so. Never invents a number in its place.

extension SurveyReport {
    package func suppressed(_ suppression: Suppression) -> SurveyReport {
        SurveyReport(
            n: n, items: items.map { $0.suppressed(suppression) },
            subscales: subscales.map { $0.suppressed(suppression) },
            correlatedWith: correlatedWith,
            associations: associations.map { $0.suppressed(suppression) },
            comparison: comparison?.suppressed(suppression))
    }

    init(
        n: Int, items: [ItemFigures], subscales: [SubscaleFigures], correlatedWith: String?,
        associations: [Association], comparison: Comparison?
    ) {
        self.n = n
        self.items = items
        self.subscales = subscales
        self.correlatedWith = correlatedWith
        self.associations = associations
        self.comparison = comparison
    }
}

extension SurveyReport.ItemFigures {
    fileprivate func suppressed(_ suppression: Suppression) -> Self {
        let shown =
            suppression.hides(answered)
            ? counts.map { _ in nil } : suppression.shown(counts.map { $0.count ?? 0 })
        return Self(
            key: key, answered: answered,
            counts: zip(counts, shown).map { .init(value: $0.value, count: $1) },
            mean: suppression.shown(mean, of: answered), sd: suppression.shown(sd, of: answered),
            median: suppression.shown(median, of: answered))
    }
}

extension SurveyReport.SubscaleFigures {
    fileprivate func suppressed(_ suppression: Suppression) -> Self {
        let complete = reliability.n
        return Self(
            key: key, n: n, mean: suppression.shown(mean, of: n),
            sd: suppression.shown(sd, of: n),
            reliability: .init(
                n: complete, k: reliability.k,
                alpha: suppression.shown(reliability.alpha, of: complete),
                low: suppression.shown(reliability.low, of: complete),
                high: suppression.shown(reliability.high, of: complete)))
    }
}

extension SurveyReport.Association {
    fileprivate func suppressed(_ suppression: Suppression) -> Self {
        Self(
            item: item,
            correlation: .init(
                n: correlation.n,
                coefficient: suppression.shown(correlation.coefficient, of: correlation.n),
                p: suppression.shown(correlation.p, of: correlation.n)))
    }
}

extension SurveyReport.Comparison {
    fileprivate func suppressed(_ suppression: Suppression) -> Self {
        let shown = suppression.shown(groups.map { $0.n ?? 0 })
        return Self(
            item: item, by: by,
            // A group that is hidden with another one has no mean either: with the mean of all, it
            // would give the other's away.
            groups: zip(groups, shown).map { group, n in
                .init(group: group.group, n: n, mean: suppression.shown(group.mean, of: n ?? 0))
            },
            test: test)
    }
}
