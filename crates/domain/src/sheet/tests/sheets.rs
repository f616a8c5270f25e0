//! Whole sheets that are read.

use expect_test::expect;

use super::{offers, requests};

#[test]
fn the_strict_format_of_offers() {
    expect![[r#"
        2: O1 by E001: tom-su live "20 con/kg" 1500000 (tan) lot 100000 2026-11-24..2026-11-30 at 32236 for Some(250000) farm ["asc", "vietgap"] confirmed ""
        3: O2 by E002: trung-ga fresh "" 30000 (qua) lot 0 2026-11-24..2026-12-10 at 96 for None delivered to 34 [] confirmed ""
        5: O3 by E002: gao-st25 grain "" 2125000 (tan) lot 500000 2026-11-24..2026-12-10 at 96 for Some(18000) delivered to 79,92 [] confirmed ""
    "#]].assert_eq(&offers(
        "
        id|supplier|product|state|grade|quantity|unit|min_lot|from|to|place|ask|basis|certificates
        O1|E001|tom-su|live|20 con/kg|1.5|tan|0.1|2026-11-24|2026-11-30|32236|250000000|farm|asc vietgap
        O2|E002|trung-ga||| 30000|qua||2026-11-24|2026-12-10|96||delivered|

        O3|E002|gao-st25|grain||2.125|tan|0.5|2026-11-24|2026-12-10|96|18000000|delivered:79 92|",
    ));
}

#[test]
fn the_strict_format_of_requests_in_another_order() {
    expect![[r#"
        2: R1 by D01: tom-su@Some(280000) tom-the@Some(160000) [Live, Iced] "" 2000000 (tan) lot 50000 2026-11-25..2026-12-02 at 79 ["vietgap"] life 0 urgency 5
        3: R2 by D02: cua-gach@None cua-y@Some(300000) [] "" 500000 (kg) lot 0 2026-11-25..2026-12-02 at 27226 [] life 0 urgency 3
        4: R3 by D03: cua-gach@Some(400000) cua-y@Some(400000) [] "" 500000 (kg) lot 0 2026-11-25..2026-12-02 at 01 [] life 0 urgency 1
    "#]].assert_eq(&requests(
        "
        buyer|id|products|bids|states|quantity|unit|min_lot|from|to|place|certificates|urgency
        D01|R1|tom-su tom-the|280000000 160000000|live iced|2|tan|0.05|2026-11-25|2026-12-02|79|vietgap|5
        D02|R2|cua-gach cua-y|- 300000||500|kg||2026-11-25|2026-12-02|27226||
        D03|R3|cua-gach cua-y|400000||500|kg||2026-11-25|2026-12-02|01||1",
    ));
}

#[test]
fn a_cooperatives_spreadsheet() {
    expect![[r#"
        4: - by HTX Năm Căn: tom-su live "" 1250500 (kg) lot 0 2021-08-12..2021-08-20 at 32191 for Some(250000) farm ["asc", "vietgap"] confirmed "giao sáng"
        5: - by HTX Năm Căn: cua-gach live "" 1500000 (tan) lot 0 2021-08-12..2021-08-20 at 32218 for Some(450000) farm [] confirmed ""
        7: - by HTX Thới Bình: lua-st25 grain "" 30000000 (tan) lot 0 2021-09-01..2021-09-15 at 32065 for Some(5200) farm ["ocop-4"] confirmed ""
    "#]].assert_eq(&offers(
        "
        DANH SÁCH NÔNG SẢN CẦN TIÊU THỤ
        Ngày 10/8/2021
        STT|Tên HTX|Sản phẩm|Số lượng|ĐVT|Giá bán (đ/kg)|Từ ngày|Đến ngày|Xã/phường|Tỉnh|Chứng nhận|Dạng|Ghi chú
        1|HTX Năm Căn|Tôm sú|1.250,5|kg|250.000|12/8/2021|20/8/2021|Năm Căn|Cà Mau|ASC, VietGAP|sống|giao sáng
        2|HTX Năm Căn|cua gach son|1,5 tấn||450k|12-8-21|20.8.2021|xã Phú Tân|Cà Mau|không||
        |||||||||||||
        3|HTX Thới Bình|lúa ST25|30|tấn|5,2 triệu/tấn|1/9/2021|15/9/2021|Thới Bình|ca mau|OCOP 4 sao||",
    ));
}

#[test]
fn headers_without_marks_and_units_in_brackets() {
    expect![[r#"
        2: - by -: tom-the iced "" 12500000 (tan) lot 0 2021-08-12..2021-08-20 at 32206 for Some(120500) delivered to 34 [] confirmed ""
        3: - by -: chuoi-xiem fresh "" 3000000 (tan) lot 0 2021-08-28..2021-09-03 at 32047 for Some(8000) farm [] confirmed ""
    "#]].assert_eq(&offers(
        "
        San luong (tan)|Ten san pham|Thoi gian thu hoach|Dia diem|Gia (nghin dong/kg)|Hinh thuc giao
        12,5|tom the chan trang (uop da)|12 - 20/8/2021|X. Tam Giang, Ca Mau|120,5|giao tan noi
        3|Chuối xiêm|từ 28/8/2021 đến 3/9/2021|U Minh - Cà Mau|8|",
    ));
}

#[test]
fn a_buyers_spreadsheet() {
    expect![[r#"
        2: a by Siêu thị A: tom-su@Some(250000) tom-dat@Some(150000) [] "20 con/kg" 200000 (ta) lot 0 2026-11-25..2026-12-02 at 79 [] life 2 urgency 4
        3: b by Siêu thị A: trung-vit@Some(3200000) [] "" 5000 (chuc) lot 0 2026-11-25..2026-12-02 at 27022 [] life 0 urgency 2
    "#]].assert_eq(&requests(
        "
        Mã|Đơn vị mua|Mặt hàng|Số lượng|Đơn vị tính|Giá mua|Nhận từ|Nhận đến|Nơi nhận|Mức khẩn|Size|Hạn còn lại
        a|Siêu thị A|Tôm sú; tôm đất|2|tạ|250.000 đ/kg; 150.000 đ/kg|25/11/2026|2/12/2026|TP.HCM|gấp|20 con/kg|2
        b|Siêu thị A|Trứng vịt|500|chục|32.000|25/11/2026|2/12/2026|Phường Phú Thọ Hòa, TP. Hồ Chí Minh|2||",
    ));
}

#[test]
fn what_is_needed_every_day() {
    expect![[r#"
        2: R1 by D01: tom-su@None [] "" 140000000 (tan) lot 0 2026-12-01..2026-12-14 at 79 [] life 0 urgency 3
           10000000 a day
        3: R2 by D01: tom-su@None [] "" 140000000 (tan) lot 2000000 2026-12-01..2026-12-14 at 79 [] life 0 urgency 3
           10000000 a day
        4: R3 by D01: tom-su@None [] "" 5000000 (tan) lot 0 2026-12-01..2026-12-14 at 79 [] life 0 urgency 3
    "#]].assert_eq(&requests(
        "
        id|buyer|products|quantity|unit|min_lot|from|to|place|bids|daily_quantity
        R1|D01|tom-su||tan||2026-12-01|2026-12-14|79||10
        R2|D01|tom-su|140|tan|2|2026-12-01|2026-12-14|79||10
        R3|D01|tom-su|5|tan||2026-12-01|2026-12-14|79||",
    ));
    expect![[r#"
        2: a by Siêu thị A: tom-su@None [] "" 1600000 (ta) lot 0 2026-11-25..2026-12-02 at 79 [] life 0 urgency 3
           200000 a day
    "#]]
    .assert_eq(&requests(
        "
        Mã|Đơn vị mua|Mặt hàng|Số lượng mỗi ngày|Đơn vị tính|Nhận từ|Nhận đến|Nơi nhận
        a|Siêu thị A|Tôm sú|2|tạ|25/11/2026|2/12/2026|TP.HCM",
    ));
}
