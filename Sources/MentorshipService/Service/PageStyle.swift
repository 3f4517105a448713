// How a printed page looks on a screen and on paper, and the policy under which a browser shows
// it: no script, nothing from elsewhere, this one style sheet.

import Crypto

enum PageStyle {
    static let text: StaticString = """
        body{font:16px/1.45 Georgia,"Times New Roman",serif;color:#111;background:#fff;\
        max-width:52rem;margin:2rem auto;padding:0 1rem}\
        h1{font-size:1.7rem;margin:0 0 .2rem}\
        h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:2px solid #111}\
        p{margin:.4rem 0}\
        table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.92rem}\
        th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;\
        border-bottom:1px solid #999;overflow-wrap:anywhere}\
        thead th{border-bottom:2px solid #111;overflow-wrap:normal;vertical-align:bottom}\
        tbody th,tbody td{min-width:5rem}\
        td.n,th.n{text-align:right;min-width:0;font-variant-numeric:tabular-nums}\
        tbody td.n{min-width:0;white-space:nowrap}\
        caption{text-align:left;font-style:italic;padding:.2rem 0}\
        figure{margin:0;display:flex;flex-wrap:wrap;gap:1.5rem;align-items:flex-start}\
        figure svg{flex:2 1 22rem;max-width:100%;height:auto}\
        figure svg.bars{flex:1 1 18rem;max-width:30rem}\
        figure table{flex:1 1 12rem;width:auto;margin:0}\
        .small{font-size:.85rem;color:#333;overflow-wrap:anywhere}\
        .short{color:#a11212;font-weight:bold}\
        @media(max-width:30rem){table{font-size:.82rem}th,td{padding-right:.35rem}}\
        @page{margin:16mm}\
        @media print{body{font-size:10.5pt;max-width:none;margin:0;padding:0}\
        figure,tr{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}}
        """

    /// The sheet by its hash (CSP Level 3 §2.3.1): any other style is refused like a script.
    static let policy: String = {
        let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        let hash = base64(Array(SHA256.hash(data: Array(bytes))))
        return "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'"
    }()

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(0) { bits, index in
                bits << 8 | (index < group.count ? Int(group[start + index]) : 0)
            }
            for index in 0..<4 {
                let digit = digits[bits >> (18 - 6 * index) & 63]
                text.append(index <= group.count ? digit : "=")
            }
        }
        return text
    }
}
