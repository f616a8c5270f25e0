//! Rules about single files: a doc line, a length, no left-over markers.

use super::Findings;
use super::tree::Tree;

/// The most lines that a source file may have.
const LONGEST: usize = 500;

/// Files that a tool writes and nobody reads line by line.
const GENERATED: [&str; 1] = ["web/src/lib/api/schema.d.ts"];

/// Every Rust file opens with a `//!` line that says what it is for.
pub(crate) fn module_docs(tree: &Tree) -> Findings {
    tree.of_kinds(&["rs"])
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| format!("{}: its first line is not a `//!` doc", file.path))
        .collect()
}

/// No source file is longer than a person reads in one sitting.
pub(crate) fn length(tree: &Tree) -> Findings {
    tree.of_kinds(&["rs", "ts", "js", "mjs", "svelte"])
        .filter(|file| !GENERATED.contains(&file.path.as_str()))
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(file, lines)| format!("{}: {lines} lines, {LONGEST} at the most", file.path))
        .collect()
}

/// Nothing is left undone by a remark: it is done, or it is an issue.
pub(crate) fn markers(tree: &Tree) -> Findings {
    // Spelled in halves, so that this file does not find itself.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("X", "XX"),
        concat!("HA", "CK"),
    ];
    let mut findings = Findings::new();
    for file in tree.of_kinds(&[
        "rs", "ts", "js", "mjs", "svelte", "html", "css", "sh", "toml", "yml",
    ]) {
        for (number, line) in file.text.lines().enumerate() {
            let mut parts = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            if let Some(word) = parts.find(|part| words.contains(part)) {
                findings.push(format!("{}:{}: {word}", file.path, number + 1));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::tree::File;
    use super::*;

    fn tree(path: &str, text: &str) -> Tree {
        Tree {
            files: vec![File {
                path: path.to_owned(),
                text: text.to_owned(),
            }],
        }
    }

    #[test]
    fn a_file_without_its_doc_line_is_found() {
        assert_eq!(module_docs(&tree("a.rs", "//! says what\n")).len(), 0);
        assert_eq!(module_docs(&tree("a.rs", "use std::fs;\n")).len(), 1);
    }

    #[test]
    fn a_long_file_is_found() {
        assert_eq!(length(&tree("a.svelte", &"x\n".repeat(LONGEST))).len(), 0);
        assert_eq!(length(&tree("a.svelte", &"x\n".repeat(LONGEST + 1))).len(), 1);
    }

    #[test]
    fn a_marker_is_found_as_a_word_only() {
        let marker = concat!("TO", "DO");
        assert_eq!(
            markers(&tree("a.ts", &format!("// {marker}: later"))),
            [format!("a.ts:1: {marker}")]
        );
        assert_eq!(markers(&tree("a.ts", &format!("const {marker}S = 1"))).len(), 0);
    }
}
