//! The page says of an operation what its description says.

use serde_json::json;

use super::outline::{Line, sections};

fn line(name: &str, kind: &str, text: &str) -> Line {
    Line {
        name: name.to_owned(),
        kind: kind.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn an_operation_is_told_with_its_parameters_body_and_answers() {
    let lot = json!({ "type": "object", "required": ["kg"], "properties": {
        "kg": { "type": "integer", "format": "int64", "description": "Mass in grams." },
        "state": { "$ref": "#/components/schemas/State" },
        "marks": { "type": "array", "items": { "type": "string" } }
    }});
    let document = json!({
        "paths": { "/lots/{id}": { "summary": "common to all", "put": {
            "tags": ["lots"],
            "summary": "Change a lot",
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Lot" } } } },
            "responses": { "204": { "description": "Done" } }
        } } },
        "components": { "schemas": { "Lot": lot, "State": { "type": "string", "enum": ["fresh", "frozen"] } } }
    });
    let [section] = &sections(&document)[..] else {
        panic!("one tag")
    };
    let [operation] = &section.operations[..] else {
        panic!("one operation")
    };
    assert_eq!((section.tag.as_str(), operation.method.as_str()), ("lots", "put"));
    assert_eq!(operation.parameters, [line("id", "string, path, required", "")]);
    assert_eq!(
        operation.body,
        [
            line("", "application/json", ""),
            line("kg", "integer (int64), required", "Mass in grams."),
            line("marks", "[string]", ""),
            line("state", "fresh | frozen", ""),
        ]
    );
    assert_eq!(operation.responses, [line("204", "", "Done")]);
}

#[test]
fn a_schema_that_holds_itself_ends() {
    let node = json!({ "properties": { "next": { "$ref": "#/components/schemas/Node" } } });
    let document = json!({
        "paths": { "/": { "get": { "responses": { "200": { "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Node" } } } } } } } },
        "components": { "schemas": { "Node": node } }
    });
    assert_eq!(sections(&document)[0].operations[0].responses.len(), 4);
}
