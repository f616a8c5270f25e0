//! How much the posts by assumption offer and need. Nobody measured it; each number is an estimate of ours.

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
