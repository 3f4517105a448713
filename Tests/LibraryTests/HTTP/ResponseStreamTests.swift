// The stream between a producer and the loop: what is taken, what waits, and who is told.

import HTTP
import Synchronization
import Testing

@Suite struct ResponseStreamTests {
    private final class Counter: Sendable {
        let count = Mutex(0)
        func add() { count.withLock { $0 += 1 } }
        var value: Int { count.withLock { $0 } }
    }

    private func taken(_ stream: ResponseStream) -> String {
        switch stream.take() {
        case .bytes(let bytes): "\(bytes)"
        case .pending: "pending"
        case .finished: "finished"
        case .failed: "failed"
        }
    }

    @Test func `pieces come out in order and together, then the end`() {
        let stream = ResponseStream()
        #expect(taken(stream) == "pending")
        #expect(stream.offer([1]) && stream.offer([2, 3]))
        stream.finish()
        #expect(taken(stream) == "[1, 2, 3]")
        #expect(taken(stream) == "finished")
        #expect(!stream.offer([4]))
    }

    @Test func `a failure shows after what came before it`() {
        let stream = ResponseStream()
        #expect(stream.offer([1]))
        stream.fail()
        #expect(taken(stream) == "[1]")
        #expect(taken(stream) == "failed")
    }

    @Test func `beyond its bound the producer waits until some is taken`() {
        let stream = ResponseStream()
        let room = Counter()
        stream.onWritable { room.add() }
        let piece = [UInt8](repeating: 0, count: ResponseStream.queuedBytesMax)
        #expect(stream.offer(piece) && !stream.offer([1]))
        #expect(!stream.isCancelled && room.value == 0)
        _ = stream.take()
        #expect(room.value == 1 && stream.offer([1]))
    }

    @Test func `the loop is told of every piece and of the end`() {
        let stream = ResponseStream()
        let calls = Counter()
        stream.onReadable { calls.add() }
        _ = stream.offer([1])
        stream.finish()
        #expect(calls.value == 2)
    }

    @Test func `a client that goes away is told to the producer, once`() {
        let stream = ResponseStream()
        let calls = Counter()
        stream.onWritable { calls.add() }
        stream.cancel()
        stream.cancel()
        #expect(stream.isCancelled && calls.value == 1 && !stream.offer([1]))
    }

    @Test(arguments: [true, false])
    func `a stream that has ended holds nobody`(_ isCancelled: Bool) {
        weak var held: Counter?
        let stream = ResponseStream()
        do {
            let counter = Counter()
            held = counter
            stream.onReadable { counter.add() }
            stream.onWritable { counter.add() }
        }
        #expect(held != nil)
        if isCancelled { stream.cancel() } else { stream.finish() }
        _ = stream.take()
        #expect(held == nil)
    }
}
