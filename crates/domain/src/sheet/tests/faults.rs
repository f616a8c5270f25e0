//! Sheets that are refused, and what is said about each of their cells.

use expect_test::expect;

use super::{offers, requests};

#[test]
fn every_fault_of_every_row_is_named() {
    expect![[r#"
        B2 [supplier] supplier: required 
        C2 [product] product: generic choices=ruốc (ruoc); tôm bạc (tom-bac); tôm càng xanh (tom-cang-xanh); tôm đất (tom-dat); tôm sú (tom-su); tôm thẻ chân trắng (tom-the); …, value=tom
        F2 [quantity] quantity: number value=abc
        J2 [to] to: date_order from=2026-11-24, value=2026-11-20
        K2 [place] place: not_found value=99999
        L2 [ask] ask: min min=0, value=-5
        M2 [basis] basis: unknown_like choices=farm (tại vườn); delivered (giao tận nơi); delivered:79,92, value=fob
        N2 [certificates] certificates: unknown_like choices=ASC; Giấy chứng nhận cơ sở đủ điều kiện ATTP; BAP; Chỉ dẫn địa lý; GLOBALG.A.P.; HACCP; …, value=iso
        A3 [id] id: duplicate first_line=2, value=O1
        F3 [quantity] quantity: positive min=1, value=0
        I3 [from] from: date value=2026-13-24
        J3 [to] to: required 
        L3 [ask] ask: whole_dong value=1.5
        G4 [unit] unit: unit choices=kilôgam (kg); tạ (ta); tấn (tan); gam (g); con, cỡ 40 con/kg (con-40); con, cỡ 30 con/kg (con-30); …, value=lit
        H5 [min_lot] min_lot: above_quantity value=20
        L5 [ask] ask: number value=999999999999999999999999999999
        F6 [quantity] quantity: max max=1000000, value=1000000000000
    "#]].assert_eq(&offers(
        "
        id|supplier|product|state|grade|quantity|unit|min_lot|from|to|place|ask|basis|certificates
        O1||tom|live||abc|tan||2026-11-24|2026-11-20|99999|-5|fob|iso
        O1|E1|tom-su|sóng||0|kg|1|2026-13-24||32236|1.5||
        O3|E1|tom-su|||10|lit|20|2026-11-24|2026-11-30|96|1|farm|
        O4|E1|tom-su|||10|kg|20|2026-11-24|2026-11-30|96|999999999999999999999999999999|farm|
        O5|E1|tom-su|||1000000000000|tan|20|2026-11-24|2026-11-30|96|1|farm|",
    ));
}

#[test]
fn faults_of_requests() {
    expect![[r#"
        C2 [products] products: twice value=tom-su
        C3 [products] products: base_unit value=trung-ga
        K4 [bids] bids: count expected=3, found=2, value=250000 180000
        M4 [urgency] urgency: between max=5, min=1, value=6
        K5 [bids] bids: unit_differs value=con cua thịt
        M5 [urgency] urgency: between max=5, min=1, value=2.5
    "#]]
    .assert_eq(&requests(
        "
        id|buyer|products|states|quantity|unit|min_lot|from|to|place|bids|certificates|urgency
        R1|D1|tom-su tom-su||1|tan||2026-11-24|2026-11-30|79|||
        R2|D1|tom-su trung-ga||1|tan||2026-11-24|2026-11-30|79|||
        R3|D1|tom-su tom-the tom-dat||1|tan||2026-11-24|2026-11-30|79|250000 180000||6
        R4|D1|cua-gach cua-y||100|con||2026-11-24|2026-11-30|79|250000||2.5",
    ));
}

#[test]
fn a_header_that_cannot_be_used() {
    expect![[r#"
        1 [] header: no_header columns=id,supplier,product,state,grade,quantity,unit,min_lot,from,to,place,ask,basis,certificates
    "#]].assert_eq(&offers("a|b|c\n1|2|3"));
    expect![[r#"
        F1 [quantiy] header: unknown_column columns=id,supplier,product,state,grade,quantity,unit,min_lot,from,to,place,ask,basis,certificates, value=quantiy
        M1 [ask] ask: duplicate_column first=L (ask), value=ask
        1 [] quantity: missing_column name=quantity
    "#]].assert_eq(&offers(
        "id|supplier|product|state|grade|quantiy|unit|min_lot|from|to|place|ask|ask|basis\nO1|E1",
    ));
    expect![[r#"
        C1 [Đơn vị] header: ambiguous choices=Đơn vị tính; Đơn vị cung cấp; Đơn vị mua, value=Đơn vị
        E1 [Giá chào] ask: duplicate_column first=D (Giá bán), value=Giá chào
        1 [] place: missing_column name=Xã/phường
        1 [] from: missing_column name=Từ ngày
        1 [] to: missing_column name=Đến ngày
    "#]]
    .assert_eq(&offers(
        "Sản phẩm|Số lượng|Đơn vị|Giá bán|Giá chào\nTôm sú|1|kg|1|2",
    ));
    expect![[r#"
        1 [] rows: no_rows 
    "#]]
    .assert_eq(&offers("Sản phẩm|Số lượng (kg)|Từ ngày|Đến ngày|Xã"));
    expect![[r#"
        1 [] header: no_header columns=id,supplier,product,state,grade,quantity,unit,min_lot,from,to,place,ask,basis,certificates
    "#]].assert_eq(&offers(""));
}

#[test]
fn what_can_be_read_two_ways_is_asked_back() {
    expect![[r#"
        B2 [Số lượng] quantity: ambiguous choices=1250; 1,25, value=1,250
        F2 [Xã] place: ambiguous choices=Phường Phú Tân, Vĩnh Long (28858); Xã Phú Tân, An Giang (30406); Xã Phú Tân, Cà Mau (32218), value=Phú Tân
        C3 [ĐVT] unit: unit_conflict choices=tấn; kilôgam, value=kilôgam
        C4 [ĐVT] unit: ambiguous choices=con, cỡ 40 con/kg (con-40); con, cỡ 30 con/kg (con-30); con, cỡ 25 con/kg (con-25); con, cỡ 20 con/kg (con-20), value=con
        E4 [Đến ngày] to: date value=11/30/2026
        C5 [ĐVT] unit: required 
        A6 [Sản phẩm] product: generic choices=ruốc (ruoc); tôm bạc (tom-bac); tôm càng xanh (tom-cang-xanh); tôm đất (tom-dat); tôm sú (tom-su); tôm thẻ chân trắng (tom-the); …, value=Tôm
    "#]].assert_eq(&offers(
        "
        Sản phẩm|Số lượng|ĐVT|Từ ngày|Đến ngày|Xã
        Tôm sú|1,250|kg|24/11/2026|30/11/2026|Phú Tân
        Tôm sú|1,5 tấn|kg|24/11/2026|30/11/2026|Năm Căn
        Tôm sú|20|con|24/11/2026|11/30/2026|Năm Căn
        Tôm sú|20||24/11/2026|30/11/2026|Năm Căn
        Tôm|20|kg|24/11/2026|30/11/2026|Năm Căn",
    ));
}

#[test]
fn faults_of_what_is_needed_every_day() {
    expect![[r#"
        J2 [daily_quantity] daily_quantity: daily_total days=14, value=10
        F3 [min_lot] min_lot: above_quantity value=11
        J4 [daily_quantity] daily_quantity: below_min_lot value=10
        J5 [daily_quantity] daily_quantity: max_days days=379, max=92, value=10
        J6 [daily_quantity] daily_quantity: positive min=1, value=0
        D7 [quantity] quantity: required 
    "#]]
    .assert_eq(&requests(
        "
        id|buyer|products|quantity|unit|min_lot|from|to|place|daily_quantity
        R1|D1|tom-su|139|tan||2026-12-01|2026-12-14|79|10
        R2|D1|tom-su||tan|11|2026-12-01|2026-12-14|79|10
        R3|D1|tom-su|140|tan|11|2026-12-01|2026-12-14|79|10
        R4|D1|tom-su||tan||2026-12-01|2027-12-14|79|10
        R5|D1|tom-su||tan||2026-12-01|2026-12-14|79|0
        R6|D1|tom-su||tan||2026-12-01|2026-12-14|79|",
    ));
}
