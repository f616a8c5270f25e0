//! The lines of a file, one after the other through one buffer.

use std::io::BufRead;

use super::DimacsError;

/// A line with a meaning.
#[derive(Debug, Clone, Copy)]
pub(super) enum Line {
    /// `p min NODES ARCS`
    Problem { nodes: usize, arcs: usize },
    /// `n NODE SUPPLY`; nodes count from 0 here.
    Node { node: u32, supply: i64 },
    /// `a TAIL HEAD LOW CAPACITY COST`; nodes count from 0 here.
    Arc {
        tail: u32,
        head: u32,
        low: i64,
        capacity: i64,
        cost: i64,
    },
}

/// Calls `visit` with every line that has a meaning and its number.
pub(super) fn each(
    mut file: impl BufRead,
    mut visit: impl FnMut(usize, Line) -> Result<(), DimacsError>,
) -> Result<(), DimacsError> {
    let mut buffer = Vec::new();
    for number in 1.. {
        buffer.clear();
        let read = file.read_until(b'\n', &mut buffer);
        if read.map_err(|error| DimacsError::File(error.to_string()))? == 0 {
            break;
        }
        if let Some(line) = parse(&buffer).map_err(|problem| DimacsError::Line {
            line: number,
            problem,
        })? {
            visit(number, line)?;
        }
    }
    Ok(())
}

fn parse(line: &[u8]) -> Result<Option<Line>, &'static str> {
    let mut words = Words { rest: line };
    let parsed = match words.next() {
        None | Some(b"c") => return Ok(None),
        Some(b"p") => {
            if words.next() != Some(b"min") {
                return Err("only `p min` is a min-cost-flow problem");
            }
            Line::Problem {
                nodes: words.size()?,
                arcs: words.size()?,
            }
        }
        Some(b"n") => Line::Node {
            node: words.node()?,
            supply: words.number()?,
        },
        Some(b"a") => Line::Arc {
            tail: words.node()?,
            head: words.node()?,
            low: words.number()?,
            capacity: words.number()?,
            cost: words.number()?,
        },
        Some(_) => return Err("a line starts with c, p, n or a"),
    };
    words
        .next()
        .map_or(Ok(Some(parsed)), |_| Err("words beyond the end of the line"))
}

struct Words<'a> {
    rest: &'a [u8],
}

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        let line = self.rest.trim_ascii_start();
        let end = line
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(line.len());
        let (word, rest) = line.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    fn number(&mut self) -> Result<i64, &'static str> {
        let word = self.next().ok_or("a number is missing")?;
        let (digits, negative) = match word.split_first() {
            Some((b'-', digits)) => (digits, true),
            _ => (word, false),
        };
        let value = digits.iter().try_fold(0i64, |value, digit| {
            let digit = digit.checked_sub(b'0').filter(|digit| *digit < 10)?;
            value.checked_mul(10)?.checked_add(digit.into())
        });
        let value = value
            .filter(|_| !digits.is_empty())
            .ok_or("not a whole number of 64 bits")?;
        Ok(if negative { -value } else { value })
    }

    fn size(&mut self) -> Result<usize, &'static str> {
        usize::try_from(self.number()?).map_err(|_| "a count below 0")
    }

    fn node(&mut self) -> Result<u32, &'static str> {
        let node = self.number()?.checked_sub(1);
        node.and_then(|node| u32::try_from(node).ok())
            .ok_or("nodes count from 1")
    }
}
