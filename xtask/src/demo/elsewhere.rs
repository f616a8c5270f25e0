//! What other provinces are known for. An estimate of ours.

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
