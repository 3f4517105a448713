// Routes of the Scheduling room: slots.

package enum SlotRoutes {
    package static let all: [Route] = []
}
