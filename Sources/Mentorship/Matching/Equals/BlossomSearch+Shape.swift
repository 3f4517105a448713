// How blossoms come and go in `BlossomSearch`, and how pairs turn over along a path. Prices stay
// what they are here.

extension BlossomSearch {
    // MARK: Turning over

    /// From an outer peer up to the root, each pair gives way to the next: the peer is then with
    /// `link.to`, or with nobody.
    mutating func turnOver(from link: Link) {
        var step = link
        while true {
            let outer = top[step.from]
            rebase(outer, at: step.from)
            partners[step.from] = Int32(step.to)
            guard let up = nodes[outer].link else { return }
            let inner = top[up.from]
            guard let next = nodes[inner].link else { return }
            rebase(inner, at: next.to)
            partners[next.to] = Int32(next.from)
            step = next
        }
    }

    /// Changes the pairs inside a node so that this peer of it is the one that is paired outside.
    mutating func rebase(_ node: Int, at peer: Int) {
        var waiting = [(node, peer)]
        while let (node, peer) = waiting.popLast() {
            guard node >= count, nodes[node].base != peer else { continue }
            let children = nodes[node].children
            let links = nodes[node].links
            let start = position(of: peer, in: node)
            waiting.append((children[start], peer))
            // The way round to the old base that has an even number of steps: the second of each
            // two becomes a pair.
            var pairs: [Link] = []
            if start % 2 == 1 {
                for index in stride(from: start + 1, to: children.count, by: 2) {
                    pairs.append(links[index])
                }
            } else {
                for index in stride(from: start - 2, through: 0, by: -2) {
                    pairs.append(links[index])
                }
            }
            for pair in pairs {
                waiting.append((child(of: node, holding: pair.from), pair.from))
                waiting.append((child(of: node, holding: pair.to), pair.to))
                partners[pair.from] = Int32(pair.to)
                partners[pair.to] = Int32(pair.from)
            }
            nodes[node].children = Array(children[start...] + children[..<start])
            nodes[node].links = Array(links[start...] + links[..<start])
            nodes[node].base = peer
        }
    }

    private func child(of node: Int, holding peer: Int) -> Int {
        var inside = peer
        while nodes[inside].parent != node { inside = nodes[inside].parent }
        return inside
    }

    private func position(of peer: Int, in node: Int) -> Int {
        let inside = child(of: node, holding: peer)
        return nodes[node].children.firstIndex(of: inside) ?? 0
    }

    // MARK: Shrinking

    /// Two outer nodes of the tree meet: the circle through their nearest common ancestor becomes
    /// one outer node.
    mutating func shrink(_ link: Link) {
        let (left, right) = paths(from: top[link.from], and: top[link.to])
        var children: [Int] = []
        var links: [Link] = []
        for index in left.indices.reversed() {
            children.append(left[index])
            links.append(index > 0 ? nodes[left[index - 1]].link ?? link : link)
        }
        for node in right.dropLast() {
            children.append(node)
            links.append((nodes[node].link ?? link).reversed)
        }
        let ancestor = children[0]
        for child in children { settle(child) }
        let blossom = newNode(base: nodes[ancestor].base)
        nodes[blossom].children = children
        nodes[blossom].links = links
        var arrivals: [Int] = []
        for child in children {
            if nodes[child].label == .inner { arrivals += peers(of: child) }
            nodes[child].parent = blossom
        }
        for peer in peers(of: blossom) { top[peer] = blossom }
        label(blossom, .outer, by: nodes[ancestor].link)
        for peer in arrivals { look(from: peer) }
    }

    /// Upwards from both, each ending at their nearest common ancestor.
    private func paths(from one: Int, and other: Int) -> ([Int], [Int]) {
        var (left, right) = ([one], [other])
        var (leftSeen, rightSeen): (Set<Int>, Set<Int>) = ([one], [other])
        if one == other { return (left, right) }
        while true {
            if let next = up(from: left[left.count - 1]) {
                left.append(next)
                leftSeen.insert(next)
                if rightSeen.contains(next) {
                    let end = right.firstIndex(of: next) ?? 0
                    return (left, Array(right[...end]))
                }
            }
            if let next = up(from: right[right.count - 1]) {
                right.append(next)
                rightSeen.insert(next)
                if leftSeen.contains(next) {
                    let end = left.firstIndex(of: next) ?? 0
                    return (Array(left[...end]), right)
                }
            }
        }
    }

    private func up(from node: Int) -> Int? { nodes[node].link.map { top[$0.from] } }

    private mutating func newNode(base: Int) -> Int {
        if let node = freeNodes.popLast() {
            nodes[node] = Node(base: base, price: 0)
            return node
        }
        nodes.append(Node(base: base, price: 0))
        return nodes.count - 1
    }

    // MARK: Expanding

    /// An inner blossom whose price has come to 0 falls apart: the even way round from where it was
    /// entered to its base stays in the tree.
    mutating func expand(_ blossom: Int) {
        settle(blossom)
        let (children, links) = (nodes[blossom].children, nodes[blossom].links)
        guard let entered = nodes[blossom].link else { return }
        let start = position(of: entered.to, in: blossom)
        for child in children {
            nodes[child].parent = -1
            nodes[child].label = .none
            for peer in peers(of: child) { top[peer] = child }
        }
        nodes[blossom].children = []
        nodes[blossom].label = .none
        freeNodes.append(blossom)
        var onPath = [Bool](repeating: false, count: children.count)
        var (position, link) = (start, entered)
        var isInner = true
        var outer: [(Int, Link)] = []
        let step = start % 2 == 1 ? 1 : -1
        while true {
            onPath[position] = true
            if isInner {
                makeInner(children[position], by: link)
            } else {
                outer.append((children[position], link))
            }
            if position == 0 { break }
            link = step == 1 ? links[position] : links[position - 1].reversed
            position = (position + step) % children.count
            isInner.toggle()
        }
        // Who is off the path can be met again.
        for (child, link) in outer { makeOuter(child, by: link) }
        for index in children.indices where !onPath[index] {
            for peer in peers(of: children[index]) {
                for slot in problem.starts[peer]..<problem.starts[peer + 1] {
                    foresee(Int(problem.incident[slot]), from: peer)
                }
            }
        }
    }
}
