//! The tables behind the posts that are assumptions. Nobody measured them; each number is an estimate of ours.

use super::demand_figures::Basket;

/// What one post of a category usually offers, in the unit of its trade.
pub(super) const USUAL_AMOUNT: [(&str, i64); 23] = [
    ("tom", 3_000),
    ("cua-ghe", 600),
    ("nhuyen-the", 3_500),
    ("muc", 4_000),
    ("ca-dong", 4_000),
    ("ca-man-lo", 3_000),
    ("kho", 1_200),
    ("mam", 2_500),
    ("cha-banh", 1_500),
    ("dong-lanh", 35_000),
    ("lua", 200),
    ("gao", 90),
    ("rau-an-la", 60),
    ("rau-an-trai", 120),
    ("cu", 150),
    ("rau-dac-san", 30),
    ("trai-tuoi", 200),
    ("trai-che-bien", 1_500),
    ("gia-suc", 20_000),
    ("gia-cam", 12_000),
    ("trung", 6_000),
    ("mat-ong", 600),
    ("muoi", 250),
];

/// Goods so dear, or so rare, that a post offers less than its category.
pub(super) const RARE_AMOUNT: [(&str, i64); 10] = [
    ("yen-sao", 30),
    ("artemia", 150),
    ("ruou-trai-giac", 800),
    ("trai-nhau", 1_500),
    ("cua-com", 120),
    ("ghe", 500),
    ("ca-chinh", 400),
    ("ca-bong-tuong", 500),
    ("tom-tich", 350),
    ("dua-bon-bon", 1_500),
];

/// Parts of the usual amount that successive posts offer, in percent.
pub(super) const SIZES: [i64; 5] = [100, 60, 150, 80, 120];

/// Amounts that are published of a named organisation: a fortnight or a month of what it says it makes or buys.
pub(super) const PUBLISHED_SIZE: [(&str, &str, i64, &str); 6] = [
    (
        "E002",
        "tom-kho",
        10_000,
        "khoảng 20 tấn trong hai tháng trước Tết 2022",
    ),
    (
        "E003",
        "ba-khia",
        10_500,
        "mua 0,5–1 tấn ba khía sống/ngày, hai tuần",
    ),
    ("E012", "ruoc-say", 7_500, "5–10 tấn/tháng"),
    ("E038", "cua-y", 2_800, "mua 300–500 kg cua/ngày, một tuần"),
    ("E039", "tom-the", 20_000, "hơn 20 tấn từ bốn ao"),
    ("E057", "cua-y", 15_000, "kế hoạch 15 tấn/tháng"),
];

/// Goods that other provinces are known for, and amounts in the unit of the trade: two-way trade.
pub(super) const ELSEWHERE: [(&str, &[(&str, i64)]); 24] = [
    (
        "91",
        &[
            ("gao-thuong", 420),
            ("tom-the", 40_000),
            ("chuoi-xiem", 4_000),
            ("ca-loc", 30_000),
            ("muc", 20_000),
        ],
    ),
    (
        "82",
        &[
            ("gao-thuong", 460),
            ("vit-ta", 90_000),
            ("khoai-lang", 2_500),
            ("dua-kho", 2_500),
            ("chuoi-xiem", 3_000),
        ],
    ),
    (
        "86",
        &[
            ("gao-thuong", 240),
            ("trung-vit", 60_000),
            ("dua-kho", 5_000),
            ("ga-ta", 40_000),
            ("cam", 3_500),
        ],
    ),
    (
        "92",
        &[
            ("gao-st25", 220),
            ("gao-thuong", 300),
            ("hanh-tim", 1_500),
            ("vit-ta", 70_000),
            ("gao-st24", 160),
        ],
    ),
    (
        "80",
        &[
            ("gao-thuong", 280),
            ("rau-muong", 2_800),
            ("dua-leo", 2_200),
            ("ga-cong-nghiep", 180_000),
            ("bi-dao", 2_000),
        ],
    ),
    (
        "75",
        &[
            ("heo-hoi", 380_000),
            ("thit-heo", 260_000),
            ("ga-cong-nghiep", 280_000),
            ("trung-ga", 120_000),
            ("bap", 1_200),
        ],
    ),
    (
        "79",
        &[
            ("trung-ga", 70_000),
            ("thit-heo", 110_000),
            ("muoi-tinh", 60),
            ("rau-muong", 1_800),
        ],
    ),
    (
        "68",
        &[
            ("xa-lach", 2_400),
            ("cai-ngot", 3_200),
            ("ca-chua", 2_600),
            ("hanh-la", 1_500),
            ("muc", 25_000),
            ("khoai-lang", 2_400),
        ],
    ),
    (
        "66",
        &[
            ("heo-hoi", 150_000),
            ("bi-do", 2_200),
            ("ca-bop", 6_000),
            ("khoai-lang", 1_600),
        ],
    ),
    (
        "52",
        &[
            ("heo-hoi", 120_000),
            ("muc", 25_000),
            ("bi-do", 1_800),
            ("ca-com", 15_000),
        ],
    ),
    (
        "56",
        &[
            ("ca-mu", 5_000),
            ("tom-the", 25_000),
            ("muoi-hat", 320),
            ("ca-bop", 8_000),
        ],
    ),
    ("51", &[("muc", 12_000), ("ca-com", 18_000), ("dau-dua", 500)]),
    ("48", &[("muc", 10_000), ("nuoc-mam", 9_000)]),
    ("46", &[("mam-tom", 4_000), ("ca-doi", 3_000)]),
    ("44", &[("ca-com-say", 2_500), ("khoai-lang", 900)]),
    ("40", &[("nuoc-mam", 14_000), ("muoi-hat", 220)]),
    (
        "38",
        &[("ngheu", 40_000), ("nuoc-mam", 12_000), ("heo-hoi", 60_000)],
    ),
    (
        "37",
        &[("ngheu", 60_000), ("thit-heo", 50_000), ("gao-thuong", 160)],
    ),
    ("33", &[("trung-ga", 40_000), ("ga-ta", 50_000)]),
    ("31", &[("nuoc-mam", 16_000), ("thit-heo", 40_000)]),
    ("22", &[("hau", 40_000), ("muc", 8_000)]),
    ("24", &[("ga-ta", 60_000)]),
    ("01", &[("trung-ga", 35_000), ("thit-heo", 45_000)]),
    ("19", &[("ga-ta", 25_000)]),
];

/// Thousandths of a gram (of a piece, of a millilitre) a head and day, by category; seafood together about the 53 g
/// of D043.
pub(super) const A_HEAD: [(&str, i64); 23] = [
    ("tom", 8_000),
    ("cua-ghe", 1_000),
    ("nhuyen-the", 6_000),
    ("muc", 4_000),
    ("ca-dong", 14_000),
    ("ca-man-lo", 8_000),
    ("kho", 2_000),
    ("mam", 3_000),
    ("cha-banh", 1_500),
    ("dong-lanh", 5_000),
    ("lua", 0),
    ("gao", 210_000),
    ("rau-an-la", 90_000),
    ("rau-an-trai", 90_000),
    ("cu", 40_000),
    ("rau-dac-san", 3_000),
    ("trai-tuoi", 80_000),
    ("trai-che-bien", 1_000),
    ("gia-suc", 40_000),
    ("gia-cam", 30_000),
    ("trung", 220),
    ("mat-ong", 100),
    ("muoi", 20_000),
];

/// What provinces within reach of a live or chilled load ask for, in turn.
pub(super) const NEAR: &[Basket] = &[
    &["tom-su", "tom-the"],
    &["rau-muong", "cai-xanh"],
    &["cua-y", "cua-gach"],
    &["ca-loc", "ca-tre", "ca-ro"],
    &["gao-st25", "gao-st24"],
    &["so-huyet", "ngheu"],
    &["bi-do", "bi-dao", "bau"],
    &["tom-cang-xanh"],
    &["muc"],
    &["ca-keo"],
    &["ngheu"],
    &["tom-kho", "ruoc-say"],
    &["dua-leo", "kho-qua"],
    &["ba-khia"],
    &["trung-vit"],
    &["ca-phi"],
    &["tom-dat", "tom-bac"],
    &["bon-bon"],
];

/// What provinces a day's drive away ask for, in turn.
pub(super) const MIDWAY: &[Basket] = &[
    &["tom-dong-lanh"],
    &["cua-gach", "cua-y"],
    &["gao-st25"],
    &["so-huyet"],
    &["kho-ca-keo", "kho-ca-loc"],
    &["bi-do", "khoai-lang"],
    &["ngheu"],
    &["tom-kho"],
    &["tom-cang-xanh"],
    &["ba-khia-muoi"],
    &["chuoi-say"],
    &["ca-loc"],
    &["muoi-tinh", "muoi-hat"],
    &["banh-phong-tom"],
];

/// What the north asks for, in turn: what keeps, and a little that is alive and has to hurry.
pub(super) const FAR: &[Basket] = &[
    &["tom-dong-lanh"],
    &["tom-kho"],
    &["gao-st25", "gao-st24"],
    &["cua-gach"],
    &["kho-muc"],
    &["tom-su"],
    &["banh-phong-tom"],
    &["nuoc-mam"],
    &["mat-ong-u-minh"],
    &["cua-y", "cua-yem-vuong"],
    &["muoi-tinh"],
    &["cha-bong-tom"],
    &["ruoc-say"],
    &["tom-tich"],
    &["chuoi-say", "chuoi-kho"],
    &["ba-khia-muoi"],
    &["so-huyet"],
    &["kho-ca-boi", "kho-ca-khoai"],
    &["ca-com-say"],
    &["bi-do"],
    &["mam-loc", "mam-tom"],
    &["yen-sao"],
    &["gao-mot-bui-do"],
];

/// Buyers of raw goods: (buyer or province, trade, basket, amount, first day, days).
pub(super) struct Plant {
    /// A named buyer, or empty for a stand-in.
    pub(super) buyer: &'static str,
    /// What the stand-in is, in Vietnamese.
    pub(super) trade: &'static str,
    /// Province of the stand-in.
    pub(super) province: &'static str,
    pub(super) basket: Basket,
    /// In the unit of the trade.
    pub(super) amount: i64,
    pub(super) from: i64,
    pub(super) days: i64,
}

const fn named(buyer: &'static str, basket: Basket, amount: i64, from: i64, days: i64) -> Plant {
    Plant {
        buyer,
        trade: "",
        province: "",
        basket,
        amount,
        from,
        days,
    }
}

const fn plant(trade: &'static str, province: &'static str, basket: Basket, amount: i64, from: i64) -> Plant {
    Plant {
        buyer: "",
        trade,
        province,
        basket,
        amount,
        from,
        days: 21,
    }
}

const MILL: &str = "Nhà máy xay xát";
const FISH_PLANT: &str = "Cơ sở chế biến cá";
const SHRIMP: Basket = &["tom-su", "tom-the"];
const PADDY: Basket = &["lua-om5451", "lua-dai-thom-8"];
const FRAGRANT: Basket = &["lua-st24", "lua-st25"];
const POND_FISH: Basket = &["ca-loc", "ca-tre", "ca-ro"];

/// The plants and dealers whose need is an estimate.
pub(super) const PLANTS: [Plant; 50] = [
    named("E028", SHRIMP, 120_000, 0, 20),
    named("E030", SHRIMP, 60_000, 1, 20),
    named("E032", &["tom-su"], 50_000, 2, 18),
    named("E033", &["tom-the"], 35_000, 0, 24),
    named("E031", SHRIMP, 40_000, 4, 18),
    named("E041", &["tom-the", "tom-su"], 45_000, 3, 20),
    named("E034", &["tom-su"], 20_000, 6, 14),
    named("E035", &["tom-su"], 15_000, 8, 14),
    named("E019", &["ca-phi"], 12_000, 0, 14),
    named("E038", &["cua-y", "cua-gach", "cua-yem-vuong"], 6_000, 0, 14),
    named("E002", &["tom-dat"], 18_000, 0, 14),
    named("E003", &["tom-dat", "tom-bac"], 14_000, 2, 14),
    named("E001", &["tom-bac", "tom-dat"], 9_000, 3, 14),
    named("E012", &["ruoc"], 12_000, 0, 14),
    named("E016", &["ca-phi"], 8_000, 1, 14),
    named("E025", &["ca-com"], 20_000, 0, 20),
    named("E011", &["ca-com"], 12_000, 4, 20),
    named("B019", FRAGRANT, 2_200, 7, 30),
    named("B019", &["lua-st25"], 800, 10, 30),
    named("B020", &["chuoi-xiem"], 1_500, 0, 30),
    named("B009", &["vit-ta", "ga-ta"], 25_000, 0, 14),
    plant(MILL, "92", PADDY, 2_400, 27),
    plant(MILL, "91", PADDY, 1_900, 30),
    plant(MILL, "82", PADDY, 1_700, 27),
    plant(
        MILL,
        "80",
        &["lua-om5451", "lua-dai-thom-8", "lua-st24"],
        1_500,
        34,
    ),
    plant(MILL, "96", PADDY, 900, 26),
    plant(MILL, "86", FRAGRANT, 1_100, 28),
    plant(MILL, "79", &["lua-st24"], 1_200, 30),
    plant(MILL, "75", FRAGRANT, 500, 9),
    plant(FISH_PLANT, "91", POND_FISH, 900_000, 4),
    plant(FISH_PLANT, "82", POND_FISH, 700_000, 0),
    plant(FISH_PLANT, "86", &["ca-loc", "ca-phi"], 500_000, 5),
    plant(FISH_PLANT, "92", POND_FISH, 650_000, 10),
    plant(FISH_PLANT, "80", &["ca-phi", "ca-tre"], 320_000, 8),
    plant(FISH_PLANT, "96", &["ca-loc", "ca-phi"], 240_000, 2),
    named("B010", &["tom-cang-xanh"], 260_000, 6, 12),
    named("B010", &["tom-cang-xanh"], 320_000, 20, 12),
    named("B010", &["tom-cang-xanh"], 300_000, 34, 12),
    named("B010", &["tom-cang-xanh"], 280_000, 48, 14),
    named("B007", &["tom-cang-xanh"], 150_000, 7, 30),
    named("B001", &["tom-cang-xanh"], 180_000, 21, 30),
    named("B006", &["tom-cang-xanh"], 120_000, 35, 30),
    named("B010", &["ngheu"], 520_000, 0, 16),
    named("B010", &["ngheu"], 560_000, 14, 16),
    named("B010", &["ngheu"], 540_000, 28, 16),
    named("B010", &["ngheu"], 480_000, 42, 16),
    named("B001", &["ngheu"], 240_000, 7, 30),
    named("B007", &["ngheu", "so-huyet"], 200_000, 21, 30),
    named("B006", &["ngheu"], 180_000, 30, 30),
    named("B012", &["hanh-tim"], 2_000, 0, 14),
];
