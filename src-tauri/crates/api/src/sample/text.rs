//! The text of `expected.json`: the same on every machine, and readable line by line.

use std::fmt::Write;

use serde_json::Value;

/// Levels whose members get a line each, whatever they are.
const OUTER_LEVELS: usize = 2;

/// The text of a value: names sorted, one entry of the outer lists per line, a line feed at the end.
pub(super) fn written(value: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, value, 0);
    text.push('\n');
    text
}

/// Writes a value with its names in order, whatever order the map keeps, so that the text never varies.
fn write_value(text: &mut String, value: &Value, depth: usize) {
    let broken = depth < OUTER_LEVELS || has_entries(value);
    match value {
        Value::Object(map) => {
            let mut names: Vec<&String> = map.keys().collect();
            names.sort();
            let members = names.into_iter().map(|name| (Some(name), &map[name])).collect();
            write_members(text, members, ['{', '}'], (depth, broken));
        }
        Value::Array(list) => {
            let members = list.iter().map(|member| (None, member)).collect();
            write_members(text, members, ['[', ']'], (depth, broken));
        }
        other => write!(text, "{other}").expect("a string takes all text"),
    }
}

/// True for a list of objects, and for an object that holds one.
fn has_entries(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.iter().any(Value::is_object),
        Value::Object(map) => map.values().any(|member| member.is_array() && has_entries(member)),
        _ => false,
    }
}

fn write_members(
    text: &mut String,
    members: Vec<(Option<&String>, &Value)>,
    brackets: [char; 2],
    (depth, broken): (usize, bool),
) {
    let broken = broken && !members.is_empty();
    text.push(brackets[0]);
    for (place, (name, member)) in members.into_iter().enumerate() {
        text.push_str(if place > 0 { "," } else { "" });
        match (broken, place) {
            (true, _) => text.push_str(&format!("\n{}", " ".repeat(2 * (depth + 1)))),
            (false, 0) => {}
            (false, _) => text.push(' '),
        }
        if let Some(name) = name {
            write!(text, "{}: ", Value::from(name.as_str())).expect("a string takes all text");
        }
        write_value(text, member, depth + 1);
    }
    if broken {
        text.push_str(&format!("\n{}", " ".repeat(2 * depth)));
    }
    text.push(brackets[1]);
}
