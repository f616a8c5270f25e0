//! Single cells as people type them.

use rust_decimal::Decimal;
use time::macros::date;

use super::{CATALOGUE, PARSER};
use crate::sheet::header::Dialect::{self, Free, Strict};
use crate::sheet::number::Counts::{self, Dong, Goods};
use crate::sheet::{Cell, Context, date as dates, list, number, unit};

fn context(dialect: Dialect) -> Context<'static> {
    Context {
        catalogue: &CATALOGUE,
        names: &PARSER.names,
        dialect,
    }
}

#[test]
fn numbers() {
    let cases: [(&str, Dialect, Counts, &str); 30] = [
        ("1250", Free, Goods, "1250"),
        ("1.250,5", Free, Goods, "1250.5"),
        ("1,250.5", Free, Goods, "1250.5"),
        ("1.250.000", Free, Goods, "1250000"),
        ("1,250,000", Free, Goods, "1250000"),
        ("1 250 000", Free, Goods, "1250000"),
        ("1,5", Free, Goods, "1.5"),
        ("1.5", Free, Goods, "1.5"),
        ("0,250", Free, Goods, "0.250"),
        ("0.250", Free, Goods, "0.250"),
        ("1.250", Free, Goods, "1250"),
        ("1,250", Free, Goods, "ambiguous 1250; 1,25"),
        ("1250,500", Free, Goods, "1250.500"),
        ("250.000", Free, Dong, "250000"),
        ("250,000", Free, Dong, "250000"),
        ("1.250", Strict, Goods, "1.250"),
        ("1,5", Strict, Goods, "1.5"),
        ("1,250", Strict, Goods, "ambiguous 1250; 1,25"),
        ("250.000", Strict, Dong, "ambiguous 250000; 250"),
        ("250000", Strict, Dong, "250000"),
        ("1.250.00", Free, Goods, "number"),
        ("1.25.000", Free, Goods, "number"),
        ("1,250,5", Free, Goods, "number"),
        ("1.250,5.1", Free, Goods, "number"),
        ("-3", Free, Goods, "-3"),
        ("--3", Free, Goods, "number"),
        ("", Free, Goods, "number"),
        (".", Free, Goods, "number"),
        ("12-15", Free, Goods, "number"),
        ("một", Free, Goods, "number"),
    ];
    for (text, dialect, counts, want) in cases {
        let got = match number::of_text(text, dialect, counts) {
            Ok(number) => number.to_string(),
            Err(e) => [
                e.rule.as_str(),
                e.params.get("choices").map_or("", String::as_str),
            ]
            .join(" ")
            .trim()
            .to_owned(),
        };
        assert_eq!(got, want, "{text:?} {dialect:?} {counts:?}");
    }
    let cell = Cell::Number("1.125".to_owned());
    let exact = number::of_cell(&cell, Free, Goods).unwrap();
    assert_eq!(
        exact,
        Decimal::new(1125, 3),
        "a spreadsheet's number is not open to two readings"
    );
}

#[test]
fn dates_put_the_day_first() {
    for text in [
        "12/8/2021",
        "12-08-2021",
        "12.8.21",
        "2021-08-12",
        "2021-08-12 00:00:00",
        "2021-08-12T07:00",
        " 12/08/21 ",
    ] {
        assert_eq!(
            dates::of_cell(&Cell::text(text)).ok(),
            Some(date!(2021 - 08 - 12)),
            "{text}"
        );
    }
    assert_eq!(
        dates::of_cell(&Cell::Number("44420".to_owned())).ok(),
        Some(date!(2021 - 08 - 12))
    );
    for text in [
        "8/25/2021",
        "31/2/2021",
        "12/8",
        "12/8/1999",
        "12/8/021",
        "hôm qua",
        "12/8/2021 sáng",
        "99999",
        "é/é/é",
    ] {
        assert_eq!(
            dates::of_cell(&Cell::text(text)).map_err(|e| e.rule),
            Err("date".to_owned()),
            "{text}"
        );
    }
}

#[test]
fn windows_in_one_cell() {
    let want = Some((date!(2021 - 08 - 12), date!(2021 - 08 - 20)));
    for text in [
        "12/8/2021 - 20/8/2021",
        "12/8/2021–20/8/2021",
        "12/8/2021-20/8/2021",
        "12/8 - 20/8/2021",
        "12-20/8/2021",
        "từ 12/8/2021 đến 20/8/2021",
        "Từ ngày 12 đến ngày 20/8/2021",
        "2021-08-12 - 2021-08-20",
    ] {
        let got = dates::window_of_cell(&Cell::text(text))
            .ok()
            .map(|w| (w.from(), w.to()));
        assert_eq!(got, want, "{text}");
    }
    let backwards = dates::window_of_cell(&Cell::text("20/8/2021 - 12/8/2021"));
    assert_eq!(backwards.map_err(|e| e.rule), Err("date_order".to_owned()));
}

#[test]
fn units_by_what_people_say() {
    let cases = [
        ("tom-su", "tấn", "tan"),
        ("tom-su", "TẤN", "tan"),
        ("tom-su", "tan", "tan"),
        ("tom-su", "tạ", "ta"),
        ("tom-su", "tá", "unit"),
        ("tom-su", "yến", "yen"),
        ("tom-su", "Kg", "kg"),
        ("tom-su", "ký", "kg"),
        ("tom-su", "lạng", "lang"),
        ("tom-su", "con", "ambiguous"),
        ("tom-su", "lít", "unit"),
        ("cua-gach", "con", "con"),
        ("trung-ga", "quả", "qua"),
        ("trung-ga", "trứng", "qua"),
        ("trung-ga", "chục", "chuc"),
        ("trung-ga", "vỉ", "vi"),
        ("dua-hau", "trái", "trai"),
        ("dua-hau", "quả", "trai"),
        ("mat-ong-u-minh", "lít", "lit"),
        ("mat-ong-u-minh", "l", "lit"),
        ("gao-st25", "bao", "bao"),
        ("tom-su", "bao", "ambiguous"),
        ("tom-su", "thùng xốp", "ambiguous"),
        ("lua-st25", "giạ", "gia"),
        ("chuoi-xiem", "nải", "nai"),
    ];
    for (product, text, want) in cases {
        let product = CATALOGUE.product(&product.into()).unwrap();
        let got = match context(Free).unit(product, text) {
            Ok(unit) => unit.code.0.clone(),
            Err(e) => e.rule,
        };
        assert_eq!(got, want, "{text} of {}", product.id);
    }
}

#[test]
fn amounts_with_their_unit() {
    for (text, number, beside) in [
        ("1,5 tấn", "1.5", Some("tấn")),
        ("500kg", "500", Some("kg")),
        ("1.200 con", "1200", Some("con")),
        ("20", "20", None),
    ] {
        let amount = unit::amount(&Cell::text(text), Free).unwrap();
        assert_eq!(
            (amount.number.to_string().as_str(), amount.unit.as_deref()),
            (number, beside)
        );
    }
    assert!(unit::amount(&Cell::text("~500 kg"), Free).is_err());
}

#[test]
fn products_by_name_and_synonym() {
    let cases = [
        ("tom-su", "tom-su"),
        ("Tôm Sú", "tom-su"),
        ("tôm sú (sống)", "tom-su live"),
        ("tôm đất đông lạnh", "tom-dat frozen"),
        ("tôm sú đông lạnh", "tom-dong-lanh"),
        ("TTCT", "tom-the"),
        ("cua", "cua-bien"),
        ("trứng gà", "trung-ga"),
        ("sú rừng", "unknown_like"),
        ("tôm", "generic"),
        ("tôm hùm alaska", "not_found"),
        ("tôm các loại", "generic"),
        ("", "not_found"),
    ];
    for (text, want) in cases {
        let got = match context(Free).product(text) {
            Ok(named) => [named.product.id.as_str(), named.state.map_or("", |s| s.as_str())]
                .join(" ")
                .trim()
                .to_owned(),
            Err(e) => e.rule,
        };
        assert_eq!(got, want, "{text}");
    }
}

#[test]
fn places_by_code_and_address() {
    let cases = [
        ("96", "96"),
        ("32236", "32236"),
        ("Cà Mau", "96"),
        ("tinh ca mau", "96"),
        ("TPHCM", "79"),
        ("TP. Hồ Chí Minh", "79"),
        ("Đầm Dơi", "32152"),
        ("xã Đầm Dơi, Cà Mau", "32152"),
        ("dam doi ca mau", "32152"),
        ("Đầm Dơi - huyện Đầm Dơi - tỉnh Cà Mau - Việt Nam", "32152"),
        ("Bạc Liêu", "31825"),
        ("Phú Tân", "ambiguous"),
        ("Phú Tân, Cà Mau", "32218"),
        ("Đầm Dơi, Hà Nội", "other_province"),
        ("97", "not_found"),
        ("Luân Đôn", "not_found"),
        (",", "not_found"),
    ];
    for (text, want) in cases {
        let got = match context(Free).place(&Cell::text(text), None) {
            Ok(code) => code.0,
            Err(e) => e.rule,
        };
        assert_eq!(got, want, "{text}");
    }
    let dropped_zero = Cell::Number("4".to_owned());
    assert_eq!(context(Free).place(&dropped_zero, None).unwrap().0, "04");
}

#[test]
fn certificates_by_name() {
    let cases = [
        ("VietGAP, ASC", "asc vietgap"),
        ("OCOP 4 sao", "ocop-4"),
        ("OCOP 3*", "ocop-3"),
        ("Global GAP", "globalgap"),
        ("không", ""),
        ("hữu cơ", "ambiguous"),
        ("giấy khen", "unknown_like"),
    ];
    for (text, want) in cases {
        let got = match context(Free).certificates(&Cell::text(text)) {
            Ok(ids) => ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" "),
            Err(e) => e.rule,
        };
        assert_eq!(got, want, "{text}");
    }
}

#[test]
fn a_word_for_two_states_is_asked_back() {
    assert_eq!(list::state("Ướp đá").unwrap().as_str(), "iced");
    assert_eq!(list::state("cấp đông").unwrap().as_str(), "frozen");
    let asked = list::state("tươi sống").unwrap_err();
    assert_eq!(
        (asked.rule.as_str(), asked.params["choices"].as_str()),
        ("ambiguous", "sống (live); tươi (fresh)")
    );
}
