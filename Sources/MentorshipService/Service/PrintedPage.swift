// The frame of a page that prints: HTML with one style sheet. No script, nothing from elsewhere.

import HTTP

struct PrintedPage {
    var html = HTMLWriter()

    init(title: String) {
        html.markup(
            """
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8">\
            <meta name="viewport" content="width=device-width,initial-scale=1"><title>
            """)
        html.text(title)
        html.markup("</title><style>")
        html.markup(PageStyle.text)
        html.markup("</style></head><body><main>")
    }

    consuming func response() -> Response {
        html.markup("</main></body></html>\n")
        return Response(
            status: 200,
            headers: [
                Response.Header("Content-Type", "text/html; charset=utf-8"),
                Response.Header("Content-Security-Policy", PageStyle.policy),
                Response.Header("Referrer-Policy", "no-referrer"),
            ], body: .bytes(html.bytes))
    }
}
