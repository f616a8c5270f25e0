//! `chonoi import`.

use std::fs;

use expect_test::expect;

use super::admin::create;
use super::{chonoi, demo, errors};

#[test]
fn a_dry_run_reads_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let good = chonoi(folder.path(), &["import", "offers", &demo("offers.csv")]);
    assert!(good.status.success(), "{}", errors(&good));
    assert!(
        errors(&good).contains("không có lỗi") && errors(&good).contains("--apply"),
        "{}",
        errors(&good)
    );
    let requests = chonoi(
        folder.path(),
        &["import", "requests", &demo("requests.csv"), "--dry-run"],
    );
    assert!(requests.status.success(), "{}", errors(&requests));
}

#[test]
fn a_persons_sheet_is_refused_cell_by_cell() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = "\
Danh sách chào bán;;;;;;\n\
Sản phẩm;Số lượng;ĐVT;Giá bán (đ/kg);Từ ngày;Đến ngày;Xã\n\
Tôm sú;1,5 tấn;;250.000;12/8/2026;20/8/2026;Năm Căn\n\
Tôm sú;1,250;kg;250.000;12/8/2026;20/8/2026;Phú Tân\n\
Tôm;5;con;;20/8/2026;12/8/2026;Năm Căn\n";
    fs::write(folder.path().join("a.csv"), sheet).unwrap();
    let output = chonoi(folder.path(), &["import", "offers", "a.csv"]);
    assert_eq!(output.status.code(), Some(1));
    expect![[r#"
        a.csv, dòng 4, cột B (Số lượng): Có thể hiểu nhiều cách, hãy ghi rõ một trong các cách: 1250; 1,25 (đang ghi “1,250”) [ambiguous]
        a.csv, dòng 4, cột G (Xã): Có thể hiểu nhiều cách, hãy ghi rõ một trong các cách: Phường Phú Tân, Vĩnh Long (28858); Xã Phú Tân, An Giang (30406); Xã Phú Tân, Cà Mau (32218) (đang ghi “Phú Tân”) [ambiguous]
        a.csv, dòng 5, cột A (Sản phẩm): Đây là tên chung của cả nhóm; hãy ghi rõ mặt hàng: ruốc (ruoc); tôm bạc (tom-bac); tôm càng xanh (tom-cang-xanh); tôm đất (tom-dat); tôm sú (tom-su); tôm thẻ chân trắng (tom-the); … (đang ghi “Tôm”) [generic]
        a.csv, dòng 5, cột F (Đến ngày): Ngày cuối đứng trước ngày đầu (đang ghi “12/8/2026”) [date_order]
        chonoi: Có 4 lỗi; chưa nhập gì.
    "#]].assert_eq(&errors(&output));
    fs::write(folder.path().join("b.xlsx"), "PK\x03\x04").unwrap();
    let broken = chonoi(folder.path(), &["import", "offers", "b.xlsx"]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(errors(&broken).contains("[file_workbook]"), "{}", errors(&broken));
}

#[test]
fn the_markets_refusal_is_a_sentence_in_the_language_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let made = create(&folder.path().join("var"), "0912345678", "con tom om cay duoc\n");
    assert!(made.status.success(), "{}", errors(&made));
    let import = |posts: &str, login: &str, lang: &str| {
        let file = demo(&format!("{posts}.csv"));
        let args = ["import", posts, &file, "--as", login, "--lang", lang];
        let refused = chonoi(folder.path(), &args);
        assert_eq!(refused.status.code(), Some(1));
        errors(&refused)
    };
    expect![[r#"
        chonoi: Chỉ bên bán mới làm được việc này. [supplier_only]
    "#]]
    .assert_eq(&import("offers", "0912345678", "vi"));
    expect![[r#"
        chonoi: Only a buyer may do this. [buyer_only]
    "#]]
    .assert_eq(&import("requests", "0912345678", "en"));
    expect![[r#"
        chonoi: --as: Không có nội dung này, hoặc bạn không được xem. [no_such_user]
    "#]]
    .assert_eq(&import("offers", "0900000000", "vi"));
}
