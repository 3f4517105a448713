// What the environment says for an option that was not given: MENTORSHIP_ and the option's name.

import Glibc

enum Environment {
    static func text(_ name: String) -> String? {
        guard let value = getenv("MENTORSHIP_" + name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
