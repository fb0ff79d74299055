#include "format/xml.h"

#include "format/xml_stream.h"

#include <doctest/doctest.h>

using namespace digipro;

TEST_CASE(
    "given a document with namespaces, when read, then names, attributes, text and lines are "
    "there") {
  auto root = xml::parse(
      "<?xml version='1.0'?>\n<a:uno xmlns:a='urn:a' xmlns='urn:b' a:x='1' y='&lt;2&#233;'>\n"
      "  <due>ciao <!-- no --><![CDATA[<b>]]></due>\n</a:uno>");
  REQUIRE(root);
  CHECK(root->is("urn:a", "uno"));
  CHECK(root->line == 2);
  CHECK(*root->find_attribute("urn:a", "x") == "1");
  CHECK(root->attribute("y") == "<2é");
  CHECK(root->find_attribute("", "x") == nullptr);
  REQUIRE(root->children.size() == 1);
  CHECK(root->children[0].is("urn:b", "due"));
  CHECK(root->children[0].text == "ciao <b>");
  CHECK(root->children[0].line == 3);
}

TEST_CASE("given a file in Latin 1, when read, then the text is UTF-8") {
  auto root = xml::parse("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe8</a>");
  REQUIRE(root);
  CHECK(root->text == "è");
}

TEST_CASE("given a DOCTYPE, when read, then the document is refused, whatever it declares") {
  for (const char* text : {
           "<!DOCTYPE a><a/>",
           "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'><a/>",
           "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
           "<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;&x;&x;'>]><a b='&y;'>&y;</a>",
       }) {
    auto root = xml::parse(text);
    REQUIRE(!root);
    CHECK(root.error().code == ErrorCode::malformed);
    CHECK(root.error().detail.find("DOCTYPE") != std::string::npos);
  }
}

TEST_CASE("given broken XML, when read, then it is refused with its line") {
  for (const char* text : {"", " ", "<a>", "<a></b>", "<a b='1' b='2'/>", "<a>&nulla;</a>",
                           "<a/><b/>", "<p:a/>", "<a>\x01</a>", "<a>\xff</a>", "ciao"}) {
    CAPTURE(text);
    auto root = xml::parse(text);
    REQUIRE(!root);
    CHECK(root.error().code == ErrorCode::malformed);
  }
  CHECK(xml::parse("<a>\n<b>\n</a>").error().detail.find("riga 3") != std::string::npos);
}

TEST_CASE("given documents beyond a limit, when read, then too_large says so") {
  std::string deep;
  for (int i = 0; i < 65; ++i) deep += "<a>";
  for (int i = 0; i < 65; ++i) deep += "</a>";
  CHECK(xml::parse(deep).error().code == ErrorCode::too_large);
  CHECK(xml::parse(deep.substr(0, 64 * 3) + deep.substr(deep.size() - 64 * 4)));
  CHECK(xml::parse("<a><b/><b/></a>", {.nodes_max = 2}).error().code == ErrorCode::too_large);
  CHECK(xml::parse("<a><b/></a>", {.nodes_max = 2}));
  CHECK(xml::parse("<abc/>", {.bytes_max = 5}).error().code == ErrorCode::too_large);
}

namespace {

struct Heard final : xml::Visitor {
  std::string told;
  Status start(const xml::Tag& tag) override {
    told += "<" + std::string(tag.name) + ":" + std::string(tag.attribute("n"));
    return tag.name == "stop" ? Status(refuse(ErrorCode::conflict, "stop")) : Status();
  }
  Status end() override {
    told += ">";
    return {};
  }
  Status text(std::string_view piece) override {
    told += piece;
    return {};
  }
};

}  // namespace

TEST_CASE("given a document in single bytes, when streamed, then the visitor hears it in order") {
  Heard heard;
  xml::StreamReader reader(heard);
  for (char byte :
       std::string_view("<?xml version='1.0'?><a n='1'>x<!-- no --><b n='&amp;'/>y</a>"))
    REQUIRE(reader.feed({&byte, 1}));
  CHECK(reader.finish());
  CHECK(heard.told == "<a:1x<b:&>y>");
}

TEST_CASE("given a stream, when it breaks off or the visitor refuses, then the reader says so") {
  Heard heard;
  xml::StreamReader reader(heard);
  CHECK(reader.feed("<a><b>"));
  CHECK(reader.finish().error().code == ErrorCode::malformed);
  Heard other;
  xml::StreamReader stopped(other);
  CHECK(stopped.feed("<a><stop/>").error().code == ErrorCode::conflict);
  CHECK(stopped.feed("<c/></a>").error().code == ErrorCode::conflict);
  CHECK(other.told == "<a:<stop:");
}

TEST_CASE("given UTF-16, when read whole or in pieces, then what comes out is UTF-8") {
  std::string wide("\xff\xfe", 2);
  for (char c : std::string_view("<a>b</a>")) wide += {c, '\0'};
  auto root = xml::parse(wide);
  REQUIRE(root);
  CHECK(root->text == "b");
}
