//! An OpenAPI document as sections of operations, ready to be printed.

use std::collections::BTreeMap;

use serde_json::Value;

/// Operations with the same tag.
pub(super) struct Section {
    pub(super) tag: String,
    pub(super) operations: Vec<Operation>,
}

/// One method of one address.
pub(super) struct Operation {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) summary: String,
    pub(super) description: String,
    pub(super) parameters: Vec<Line>,
    pub(super) body: Vec<Line>,
    pub(super) responses: Vec<Line>,
}

impl Operation {
    /// What is told of it in tables, each with its caption.
    pub(super) fn tables(&self) -> [(&'static str, &[Line]); 3] {
        [
            ("Tham số / Parameters", &self.parameters),
            ("Nội dung / Body", &self.body),
            ("Trả lời / Answers", &self.responses),
        ]
    }
}

/// A name, its type, and what it means.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) text: String,
}

/// How deep a body's fields are listed.
const DEPTH: usize = 3;

/// All operations by their first tag, tags and addresses in alphabetical order.
pub(super) fn sections(document: &Value) -> Vec<Section> {
    let mut by_tag: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for (path, item) in members(document.get("paths")) {
        for (method, operation) in members(Some(item)) {
            // A path item also holds what is common to its methods; only methods have responses.
            if operation.get("responses").is_some() {
                let tag = text(operation.pointer("/tags/0"));
                by_tag
                    .entry(tag)
                    .or_default()
                    .push(outline(document, path, method, operation));
            }
        }
    }
    by_tag
        .into_iter()
        .map(|(tag, operations)| Section { tag, operations })
        .collect()
}

fn outline(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let mut body = Vec::new();
    for (kind, content) in members(operation.pointer("/requestBody/content")) {
        body.push(Line {
            name: String::new(),
            kind: kind.clone(),
            text: String::new(),
        });
        fields(document, content.get("schema"), "", DEPTH, &mut body);
    }
    Operation {
        method: method.to_owned(),
        path: path.to_owned(),
        summary: text(operation.get("summary")),
        description: text(operation.get("description")),
        parameters: items(operation.get("parameters"))
            .map(|value| parameter(document, value))
            .collect(),
        body,
        responses: members(operation.get("responses"))
            .flat_map(|(status, value)| response(document, status, value))
            .collect(),
    }
}

fn parameter(document: &Value, value: &Value) -> Line {
    let place = text(value.get("in"));
    let needed = if value.get("required") == Some(&Value::Bool(true)) {
        ", required"
    } else {
        ""
    };
    Line {
        name: text(value.get("name")),
        kind: format!("{}, {place}{needed}", kind_of(document, value.get("schema"))),
        text: text(value.get("description")),
    }
}

fn response(document: &Value, status: &str, value: &Value) -> Vec<Line> {
    let value = resolve(document, value);
    let schema = members(value.get("content"))
        .next()
        .and_then(|(_, content)| content.get("schema"));
    let kind = schema
        .map(|schema| kind_of(document, Some(schema)))
        .unwrap_or_default();
    let mut lines = vec![Line {
        name: status.to_owned(),
        kind,
        text: text(value.get("description")),
    }];
    if status.starts_with('2') {
        fields(document, schema, "", DEPTH, &mut lines);
    }
    lines
}

/// Lists a schema's fields with dotted paths, `[]` for each item of a list.
fn fields(document: &Value, schema: Option<&Value>, prefix: &str, depth: usize, into: &mut Vec<Line>) {
    let Some(schema) = schema.map(|schema| resolve(document, schema)) else {
        return;
    };
    let Some(depth) = depth.checked_sub(1) else { return };
    if let Some(inner) = schema.get("items") {
        return fields(document, Some(inner), &format!("{prefix}[]"), depth, into);
    }
    for part in items(schema.get("allOf")) {
        fields(document, Some(part), prefix, depth, into);
    }
    let required: Vec<String> = items(schema.get("required"))
        .map(|name| text(Some(name)))
        .collect();
    for (name, inner) in members(schema.get("properties")) {
        let path = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        let needed = if required.contains(name) { ", required" } else { "" };
        into.push(Line {
            name: path.clone(),
            kind: format!("{}{needed}", kind_of(document, Some(inner))),
            text: text(inner.get("description")),
        });
        fields(document, Some(inner), &path, depth, into);
    }
}

/// A schema's type in a few words.
fn kind_of(document: &Value, schema: Option<&Value>) -> String {
    let Some(schema) = schema else {
        return String::new();
    };
    if let Some(name) = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|path| path.rsplit('/').next())
    {
        let words: Vec<String> = items(resolve(document, schema).get("enum"))
            .map(|word| text(Some(word)))
            .collect();
        return if words.is_empty() {
            name.to_owned()
        } else {
            words.join(" | ")
        };
    }
    if let Some(inner) = schema.get("items") {
        return format!("[{}]", kind_of(document, Some(inner)));
    }
    let choices = items(schema.get("oneOf"))
        .map(|choice| kind_of(document, Some(choice)))
        .collect::<Vec<_>>();
    if !choices.is_empty() {
        return choices.join(" | ");
    }
    let kinds: Vec<String> = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().map(|kind| text(Some(kind))).collect(),
        kind => vec![text(kind)],
    };
    match schema.get("format").and_then(Value::as_str) {
        Some(format) => format!("{} ({format})", kinds.join(" | ")),
        None => kinds.join(" | "),
    }
}

/// The schema that a `$ref` within this document points to, or the schema itself.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|path| path.strip_prefix('#'));
    target
        .and_then(|pointer| document.pointer(pointer))
        .unwrap_or(schema)
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}
