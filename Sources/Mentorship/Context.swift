// Who asks, when, and with which dice: the three things a rule may not find out for itself, frozen
// once per request.

package struct Context: Sendable {
    package let actor: Actor
    package let now: Instant
    package let requestID: String
    package var dice: Dice

    package init(actor: Actor, now: Instant, requestID: String, seed: UInt64) {
        self.actor = actor
        self.now = now
        self.requestID = requestID
        dice = Dice(seed: seed)
    }

    package mutating func newID<Noun>(_ noun: Noun.Type = Noun.self) -> ID<Noun> {
        ID(now: now, dice: &dice)
    }
}
