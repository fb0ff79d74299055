#include "platform/pdf/program.h"

namespace digipro::pdf {

// WeasyPrint 57 writes either PDF/A or tags. A public administration owes both, so its two
// finishing functions run one after the other; PDF/A's comes last and its metadata stand.
// The file identifier that PDF/A wants (ISO 19005-3, 6.1.3) is made of the content.
const std::string_view print_program = R"python(
import hashlib, logging, re, sys
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
import pydyf
import weasyprint
from weasyprint import pdf
from weasyprint.pdf import pdfa, pdfua, stream

BASE = "https://documento.invalid/"
PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
refused = []

def fetch(url, *more):
    name = url[len(BASE):] if url.startswith(BASE) else ""
    if PLAIN.fullmatch(name):
        try:
            with open(name, "rb") as file:
                return {"string": file.read(),
                        "mime_type": "text/css" if name.endswith(".css") else None}
        except OSError:
            pass
    refused.append(url)
    raise ValueError("not among the files of this document")

# Marked content must not nest: a reader would say a paragraph once for itself and once for each
# box around it. So the outer one ends where an inner one begins, and goes on after it. What belongs
# to no element, as page numbers in the margin, is an artifact.
class Stream(stream.Stream):
    def mark(self, tag, box):
        if box is None:
            return pydyf.Stream.begin_marked_content(self, "Artifact")
        self.marked.append((tag, box))
        pydyf.Stream.begin_marked_content(
            self, tag, pydyf.Dictionary({"MCID": len(self.marked) - 1}))

    def begin_marked_content(self, box, mcid=False, tag=None):
        if not hasattr(self, "around"):
            self.around = []
        if self.around:
            pydyf.Stream.end_marked_content(self)
        if box.element is None:
            box = None
        else:
            tag = tag or self.get_marked_content_tag(box.element_tag)
        self.around.append((tag, box))
        self.mark(tag, box)

    def end_marked_content(self):
        pydyf.Stream.end_marked_content(self)
        self.around.pop()
        if self.around:
            self.mark(*self.around[-1])

def finish(made, metadata, document, pages):
    pdfua.add_metadata = lambda *ignored, **also: None
    pdfua.pdfua(made, metadata, document, pages)
    pdfa.pdfa(made, metadata, document, pages, version=3)

pdf.Stream = Stream
pdf.VARIANTS["digipro"] = (finish, {"version": "1.7", "mark": True})
with open("documento.html", encoding="utf-8") as file:
    text = file.read()
page = weasyprint.HTML(string=text, base_url=BASE, url_fetcher=fetch, encoding="utf-8")
made = page.write_pdf(variant="digipro",
                      identifier=hashlib.sha256(text.encode()).hexdigest()[:32].encode())
if refused:
    sys.exit(3)
with open("documento.pdf", "wb") as file:
    file.write(made)
)python";

}  // namespace digipro::pdf
