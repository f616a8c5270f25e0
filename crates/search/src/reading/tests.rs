//! What is read out of what people type.

use time::macros::date;

use super::*;

fn reader() -> Reader {
    Reader::new(&Catalogue::embedded().expect("the shipped tables parse"))
}

fn day(number: Option<i64>) -> String {
    let date = |day| {
        Date::from_julian_day(i32::try_from(day).unwrap())
            .unwrap()
            .to_string()
    };
    number.map_or_else(|| "…".to_owned(), date)
}

/// The reading in one line: words with names in brackets, then the limits.
fn shown(reader: &Reader, text: &str) -> String {
    let reading = reader.read(text, date!(2026 - 08 - 03));
    let words: Vec<_> = reading.words().iter().map(|word| word.plain.clone()).collect();
    let names: Vec<_> = reading
        .meant
        .phrases
        .iter()
        .map(|range| format!("[{}]", words[range.clone()].join(" ")))
        .collect();
    let limits = &reading.limits;
    let mut line = vec![words.join(" "), names.join("")];
    let number = |value: Option<i64>| value.map_or_else(|| "…".to_owned(), |value| value.to_string());
    let span = |span: Span<i64>| format!("{}–{}", number(span.min), number(span.max));
    if !limits.volume.is_open() {
        line.push(format!("{} g", span(limits.volume)));
    }
    if !limits.price.is_open() {
        line.push(format!("{} đ", span(limits.price)));
    }
    if !limits.days.is_open() {
        line.push(format!("{}–{}", day(limits.days.min), day(limits.days.max)));
    }
    line.extend(limits.place.as_ref().map(|place| format!("ở {}", place.code)));
    line.extend(limits.near.as_ref().map(|place| format!("gần {}", place.code)));
    line.extend(limits.deliver.as_ref().map(|place| format!("giao {place}")));
    format!("{text}: {}\n", line.join(" | "))
}

fn table(texts: &[&str]) -> String {
    let reader = reader();
    texts.iter().map(|text| shown(&reader, text)).collect()
}

#[test]
fn amounts_dates_prices_and_places_become_limits() {
    let read = table(&[
        "2 tấn cua trước 15/8",
        "tôm sú 500kg tuần sau",
        "dưa hấu từ 10/8 đến 20/8",
        "cần mua 1,5 tấn cá lóc giao Hà Nội ngày 15 tháng 8",
        "tôm thẻ giá dưới 120k",
        "gạo ST25 dưới 30.000đ/kg ở Cà Mau",
        "lúa 5 triệu/tấn",
        "cua gạch gần Năm Căn",
        "tôm sú 20 con/kg",
        "ba khía muối hũ 500 g",
        "khoai lang tháng 9",
        "hai tấn nghêu ngày mai",
        "gà ta 10-15 tạ",
        "giao hàng tới TP Đà Nẵng tôm khô",
        "giá tôm sú",
        "trứng vịt 15/1",
    ]);
    expect_test::expect![[r#"
        2 tấn cua trước 15/8: cua | [cua] | 2000000–… g | …–2026-08-15
        tôm sú 500kg tuần sau: tom su | [tom su] | 500000–… g | 2026-08-10–2026-08-16
        dưa hấu từ 10/8 đến 20/8: dua hau | [dua hau] | 2026-08-10–2026-08-20
        cần mua 1,5 tấn cá lóc giao Hà Nội ngày 15 tháng 8: ca loc | [ca loc] | 1500000–… g | 2026-08-15–2026-08-15 | giao 01
        tôm thẻ giá dưới 120k: tom the | [tom the] | …–120000 đ
        gạo ST25 dưới 30.000đ/kg ở Cà Mau: gao st25 | [gao st25] | …–30000 đ | ở 96
        lúa 5 triệu/tấn: lua | [lua] | …–5000 đ
        cua gạch gần Năm Căn: cua gach | [cua gach] | gần 32191
        tôm sú 20 con/kg: tom su 20 con kg | [tom su]
        ba khía muối hũ 500 g: ba khia muoi hu 500 g | [ba khia muoi]
        khoai lang tháng 9: khoai lang | [khoai lang] | 2026-09-01–2026-09-30
        hai tấn nghêu ngày mai: ngheu | [ngheu] | 2000000–… g | 2026-08-04–2026-08-04
        gà ta 10-15 tạ: ga ta | [ga ta] | 1000000–1500000 g
        giao hàng tới TP Đà Nẵng tôm khô: tom kho | [tom kho] | giao 48
        giá tôm sú: tom su | [tom su]
        trứng vịt 15/1: trung vit | [trung vit] | 2027-01-15–2027-01-15
    "#]].assert_eq(&read);
}

#[test]
fn misspelt_names_are_put_right() {
    let read = table(&[
        "tom xu",
        "tomsu",
        "cua ghạch",
        "chứng vịt",
        "ngeu",
        "rau mung",
        "ba khiaa muoi",
        "tôm cang sanh",
        "dau hau",
        "ngh",
        "tom su cao tien",
        "coopmart",
        "HTX Cái Bát",
    ]);
    expect_test::expect![[r#"
        tom xu: tom su | [tom su]
        tomsu: tom su | [tom su]
        cua ghạch: cua gach | [cua gach]
        chứng vịt: trung vit | [trung vit]
        ngeu: ngheu | [ngheu]
        rau mung: rau muong | [rau muong]
        ba khiaa muoi: ba khia muoi | [ba khia muoi]
        tôm cang sanh: tom cang xanh | [tom cang xanh]
        dau hau: dau hau | [hau]
        ngh: ngh | 
        tom su cao tien: tom su cao tien | [tom su]
        coopmart: coopmart | 
        HTX Cái Bát: htx cai bat | 
    "#]]
    .assert_eq(&read);
}

#[test]
fn what_finds_nothing_is_asked_again_with_less() {
    let reading = reader().read("2 tấn tom su cao tien", date!(2026 - 08 - 03));
    let tries = reading.tries(&Query::default());
    let tries: String = tries
        .iter()
        .map(|tried| {
            let words: Vec<_> = tried.query.words.iter().map(|word| word.plain.as_str()).collect();
            format!(
                "{} | without {:?} {}\n",
                words.join(" "),
                tried.dropped,
                tried.without_limits
            )
        })
        .collect();
    expect_test::expect![[r#"
        tom su cao tien | without [] false
        tom su cao tien | without [] true
        tom su | without ["cao", "tien"] false
        tom su | without ["cao", "tien"] true
        tom | without ["su", "cao", "tien"] false
        tom | without ["su", "cao", "tien"] true
        su | without ["tom", "cao", "tien"] false
        su | without ["tom", "cao", "tien"] true
        cao | without ["tom", "su", "tien"] false
        cao | without ["tom", "su", "tien"] true
        tien | without ["tom", "su", "cao"] false
        tien | without ["tom", "su", "cao"] true
    "#]]
    .assert_eq(&tries);
}
