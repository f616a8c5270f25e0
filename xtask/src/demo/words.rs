//! Numbers and names in Vietnamese, and table turns.

/// The item of a fixed table whose turn it is; tables repeat.
pub(super) fn turn<T: Copy + Default, const N: usize>(table: [T; N], i: usize) -> T {
    table.get(i % N.max(1)).copied().unwrap_or_default()
}

/// A printed number in Vietnamese dress: `12000` is `12.000`, `11.5` is `11,5`.
pub(super) fn number(printed: &str) -> String {
    let (whole, rest) = printed.split_once('.').unwrap_or((printed, ""));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push('.');
        }
        out.push(digit);
    }
    if !rest.is_empty() {
        out.push(',');
        out.push_str(rest);
    }
    out
}

/// A unit of the figures or of the posts in Vietnamese.
pub(super) fn unit(code: &str) -> &str {
    match code {
        "t" | "tan" => "tấn",
        "t/day" => "tấn/ngày",
        "t/month" => "tấn/tháng",
        "t/year" => "tấn/năm",
        "eggs/day" => "quả/ngày",
        "ta" => "tạ",
        "lit" => "lít",
        "chuc" => "chục",
        other => other,
    }
}

/// A name inside a sentence: `Xã Tân Thuận` is `xã Tân Thuận`.
pub(super) fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

/// `2021-08-23` as `23/8/2021`.
pub(super) fn day(iso: &str) -> String {
    let mut parts = iso.splitn(3, '-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(y), Some(m), Some(d)) => {
            format!("{}/{}/{y}", d.trim_start_matches('0'), m.trim_start_matches('0'))
        }
        _ => iso.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_read_as_vietnamese() {
        assert_eq!(number("12000"), "12.000");
        assert_eq!(number("11.5"), "11,5");
        assert_eq!(number("930000"), "930.000");
        assert_eq!(lower_first("Đặc khu Phú Quốc"), "đặc khu Phú Quốc");
        assert_eq!(day("2021-09-05"), "5/9/2021");
        assert_eq!(turn([1, 2, 3], 4), 2);
    }
}
