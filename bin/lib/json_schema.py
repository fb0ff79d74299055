"""A checker for the part of JSON Schema 2020-12 that docs/formats uses; anything else is refused,
so that a schema cannot promise a check that is not made."""
import re

KNOWN = {"$schema", "title", "description", "$defs", "$ref", "type", "const", "enum", "pattern",
         "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "uniqueItems",
         "items", "required", "properties", "additionalProperties"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
         "number": (int, float)}


def problems(value, schema, root=None, place="$"):
    """Sentences that say where `value` is not what `schema` wants; empty when it is."""
    root = schema if root is None else root
    unknown = set(schema) - KNOWN
    if unknown:
        raise ValueError(f"the schema uses {sorted(unknown)}, which is not checked")
    found = []
    if "$ref" in schema:
        found += problems(value, resolve(schema["$ref"], root), root, place)
    kind = schema.get("type")
    if kind and not is_of(value, kind):
        return found + [f"{place}: is not of type {kind}"]
    if "const" in schema and value != schema["const"]:
        found.append(f"{place}: must be {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: must be one of {schema['enum']}")
    if isinstance(value, str):
        found += text_problems(value, schema, place)
    elif isinstance(value, list):
        found += list_problems(value, schema, root, place)
    elif isinstance(value, dict):
        found += object_problems(value, schema, root, place)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            found.append(f"{place}: {value} is out of range")
    return found


def is_of(value, kind):
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind])


def resolve(reference, root):
    found = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def text_problems(text, schema, place):
    if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text)):
        yield f"{place}: {len(text)} characters"
    if "pattern" in schema and not re.search(schema["pattern"], text):
        yield f"{place}: does not match {schema['pattern']}"


def list_problems(items, schema, root, place):
    found = []
    if not schema.get("minItems", 0) <= len(items) <= schema.get("maxItems", len(items)):
        found.append(f"{place}: {len(items)} items")
    if schema.get("uniqueItems") and len({repr(item) for item in items}) != len(items):
        found.append(f"{place}: an item stands twice")
    for index, item in enumerate(items):
        found += problems(item, schema.get("items", {}), root, f"{place}[{index}]")
    return found


def object_problems(values, schema, root, place):
    found = [f"{place}: lacks {name}" for name in schema.get("required", ()) if name not in values]
    named = schema.get("properties", {})
    other = schema.get("additionalProperties", {})
    for name, value in values.items():
        if name in named:
            found += problems(value, named[name], root, f"{place}.{name}")
        elif other is False:
            found.append(f"{place}: unknown key {name}")
        elif isinstance(other, dict):
            found += problems(value, other, root, f"{place}.{name}")
    return found
