//! No input whatever makes the parser panic, and it is never silent about a row.

use proptest::prelude::*;

use super::PARSER;
use crate::sheet::{Cell, Row};

fn cell() -> impl Strategy<Value = Cell> {
    let words = proptest::sample::select(vec![
        "tôm sú",
        "1.250,5",
        "1,5 tấn",
        "12/8/2021",
        "Năm Căn, Cà Mau",
        "250.000 đ/kg",
        "sống",
        "VietGAP",
        "96",
        "-",
        "/",
        "delivered:",
        "delivered:79,92",
        "từ 1 đến 2/2/2022",
        "(",
        "é-é",
        "kg",
        "5,2 triệu/tấn",
    ]);
    prop_oneof![
        2 => any::<String>().prop_map(Cell::text),
        4 => words.prop_map(Cell::text),
        2 => "[-+0-9.,/ đktấn]{0,12}".prop_map(Cell::text),
        1 => any::<f64>().prop_map(|n| Cell::Number(n.to_string())),
        1 => Just(Cell::Empty),
    ]
}

const FREE: [&str; 12] = [
    "Mã",
    "Sản phẩm",
    "Số lượng",
    "ĐVT",
    "Tối thiểu",
    "Từ ngày",
    "Đến ngày",
    "Xã/phường",
    "Tỉnh",
    "Giá bán (đ/kg)",
    "Dạng",
    "Chứng nhận",
];
const STRICT: [&str; 14] = [
    "id",
    "supplier",
    "product",
    "state",
    "grade",
    "quantity",
    "unit",
    "min_lot",
    "from",
    "to",
    "place",
    "ask",
    "basis",
    "certificates",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn on_any_cells_below_a_header(
        strict in any::<bool>(),
        lines in proptest::collection::vec(proptest::collection::vec(cell(), 0..16), 0..4),
    ) {
        let header: &[&str] = if strict { &STRICT } else { &FREE };
        let mut rows = vec![Row::of_texts(1, header.iter().copied())];
        rows.extend(lines.into_iter().zip(2..).map(|(cells, line)| Row { line, cells }));
        let written = rows.iter().skip(1).filter(|row| !row.is_blank()).count();
        match PARSER.offers(&rows, |_| ()) {
            Ok(parsed) => prop_assert_eq!(parsed.posts.len(), written),
            Err(errors) => prop_assert!(!errors.is_empty()),
        }
    }

    #[test]
    fn on_any_table(lines in proptest::collection::vec(proptest::collection::vec(cell(), 0..8), 0..12)) {
        let rows: Vec<Row> = lines.into_iter().zip(1..).map(|(cells, line)| Row { line, cells }).collect();
        prop_assert!(PARSER.requests(&rows, |_| ()).map_or_else(|e| !e.is_empty(), |p| !p.posts.is_empty()));
    }
}
