//! What becomes of each row of `demand_2021.csv`: split into requests, or why not.

/// Products one request names together, any of which will do.
pub(super) type Basket = &'static [&'static str];

/// How much is needed, in the unit of the requests.
pub(super) enum Amount {
    /// One day of the printed rate.
    OneDay,
    /// The same need in another unit, as the row's note prints it.
    Noted(i64),
}

/// Who asks for it.
pub(super) enum Lines {
    /// Each buyer, in proportion to its weight, for so many of the baskets, in turn.
    InTurn(&'static [(&'static str, i64)], &'static [Basket], usize),
    /// These buyers, weights and baskets.
    Fixed(&'static [(&'static str, i64, Basket)]),
    /// One buyer of the old province, a request for each basket, in equal parts.
    Region(&'static [Basket]),
}

/// The rule for a row that is split.
pub(super) struct Need {
    pub(super) amount: Amount,
    pub(super) unit: &'static str,
    pub(super) lines: Lines,
    pub(super) step: i64,
    pub(super) urgency: i64,
}

/// What becomes of a row.
pub(super) enum Treatment {
    /// Split into requests that add up to it.
    Split(Need),
    /// Not on the market, and why.
    Out(&'static str),
}

use Amount::{Noted, OneDay};
use Lines::{Fixed, InTurn, Region};
use Treatment::Out;

/// The chains of HCMC, in equal parts.
const CHAINS: &[(&str, i64)] = &[
    ("B001", 1),
    ("B002", 1),
    ("B003", 1),
    ("B004", 1),
    ("B005", 1),
    ("B006", 1),
    ("B007", 1),
    ("B008", 1),
];

/// Half through the wholesale markets, by their vegetables and fruit of 29 June 2021 (`market_flows_2021.csv`, tenths
/// of a tonne; Hóc Môn is the rest of the three), half through the chains in equal parts.
const GREENGROCERS: &[(&str, i64)] = &[
    ("B012", 21_930),
    ("B010", 9_657),
    ("B011", 16_260),
    ("B001", 5_981),
    ("B002", 5_981),
    ("B003", 5_981),
    ("B004", 5_981),
    ("B005", 5_981),
    ("B006", 5_981),
    ("B007", 5_981),
    ("B008", 5_980),
];

const LEAF: Basket = &["rau-muong", "cai-xanh", "cai-ngot"];
const GOURD: Basket = &["bi-do", "bi-dao", "bau"];
const VINE: Basket = &["dua-leo", "kho-qua", "muop"];
const POD: Basket = &["dau-dua", "dau-bap", "ca-tim"];
const ROOT: Basket = &["khoai-lang", "bap"];
const HERB: Basket = &["hanh-la", "he", "xa-lach"];
const BANANA: Basket = &["chuoi-xiem", "cam"];
const VEGETABLES: &[Basket] = &[
    LEAF,
    VINE,
    GOURD,
    ROOT,
    POD,
    HERB,
    BANANA,
    &["bi-do", "khoai-lang"],
    &["rau-muong"],
    &["dua-leo", "ca-tim"],
    &["ca-chua", "dua-leo"],
    &["bi-dao", "bap"],
    &["bon-bon", "nan-bop"],
];
const FRUIT: &[Basket] = &[BANANA, &["dua-kho"], &["chuoi-xiem", "nhan-bac-lieu"]];
const RICE: &[Basket] = &[
    &["gao-thuong"],
    &["gao-st25", "gao-st24"],
    &["gao-thuong", "gao-tai-nguyen"],
    &["gao-thuong"],
    &["gao-st24", "gao-mot-bui-do"],
];
const POULTRY: &[Basket] = &[
    &["ga-cong-nghiep"],
    &["ga-ta", "ga-cong-nghiep"],
    &["vit-ta", "vit-xiem"],
    &["ga-ta"],
];
const PREPARED: &[Basket] = &[
    &["tom-dong-lanh"],
    &["cha-ca-phi", "cha-tom"],
    &["tom-dong-lanh"],
    &["kho-ca-phi", "kho-ca-loc"],
    &["banh-phong-tom"],
];
const EGGS: &[Basket] = &[&["trung-ga"], &["trung-vit", "trung-ga"]];
const FISH: Basket = &["ca-loc", "ca-tre", "ca-ro"];
const SEAFOOD: &[Basket] = &[
    FISH,
    &["tom-the", "tom-su"],
    &["ngheu", "so-huyet"],
    &["muc", "ca-phi"],
];
const REGION_SEAFOOD: &[Basket] = &[FISH, &["tom-the", "tom-bac"], &["ngheu"]];
const HCMC_SEAFOOD: &[(&str, i64, Basket)] = &[
    ("B010", 9, &["tom-su", "tom-the"]),
    ("B010", 8, FISH),
    ("B010", 7, &["ngheu", "so-huyet"]),
    ("B010", 5, &["tom-cang-xanh"]),
    ("B010", 4, &["muc"]),
    ("B010", 2, &["cua-gach", "cua-y", "cua-yem-vuong"]),
    ("B001", 4, &["tom-the", "tom-su"]),
    ("B001", 3, &["ca-phi", "ca-loc"]),
    ("B002", 3, &["tom-cang-xanh", "tom-bac"]),
    ("B003", 3, &["tom-su"]),
    ("B004", 2, &["muc", "tom-bac"]),
    ("B005", 3, FISH),
    ("B006", 3, &["tom-the"]),
    ("B006", 2, &["ca-phi"]),
    ("B007", 3, &["ngheu"]),
    ("B007", 1, &["cua-y", "cua-gach"]),
    ("B008", 2, &["tom-su"]),
    ("B008", 1, &["ca-chem", "ca-bop"]),
];
const PORK: &[(&str, i64, Basket)] = &[
    ("B009", 4, &["heo-hoi"]),
    ("B009", 3, &["thit-heo"]),
    ("B010", 2, &["thit-heo"]),
    ("B011", 3, &["thit-heo"]),
    ("B001", 1, &["thit-heo"]),
    ("B002", 2, &["heo-hoi", "thit-heo"]),
    ("B006", 1, &["thit-heo"]),
    ("B007", 1, &["thit-heo"]),
];
const REGION_MEAT: &[Basket] = &[
    &["thit-heo", "heo-hoi"],
    &["ga-cong-nghiep", "ga-ta"],
    &["vit-ta", "vit-xiem"],
];
const MEAT_AND_FISH: &[Basket] = &[
    &["thit-heo", "heo-hoi"],
    &["ga-cong-nghiep", "vit-ta"],
    FISH,
    &["tom-the"],
];

const NO_PRODUCT: &str = "danh mục không có mặt hàng này";
const SAME_NEED: &str = "cùng nhu cầu với một dòng khác, đo cách khác";
const RESERVE: &str = "hàng dự trữ, không phải nhu cầu mua";

const fn need(unit: &'static str, lines: Lines, step: i64, urgency: i64) -> Treatment {
    Treatment::Split(Need {
        amount: OneDay,
        unit,
        lines,
        step,
        urgency,
    })
}

const fn noted(amount: i64, unit: &'static str, lines: Lines, step: i64, urgency: i64) -> Treatment {
    Treatment::Split(Need {
        amount: Noted(amount),
        unit,
        lines,
        step,
        urgency,
    })
}

/// The treatment of a row of `demand_2021.csv`; `None` for a row that is new to us.
pub(super) fn treatment(id: &str) -> Option<Treatment> {
    Some(match id {
        "D001" => need("tan", InTurn(CHAINS, RICE, 2), 1, 5),
        "D003" => need("kg", Fixed(PORK), 500, 4),
        "D004" => need("kg", InTurn(CHAINS, POULTRY, 1), 500, 4),
        "D005" => need("kg", InTurn(CHAINS, PREPARED, 1), 100, 3),
        "D006" => noted(210_000, "chuc", InTurn(CHAINS, EGGS, 1), 100, 5),
        "D007" => need("ta", InTurn(GREENGROCERS, VEGETABLES, 3), 5, 5),
        "D011" => need(
            "tan",
            Fixed(&[
                ("B001", 2, &["muoi-tinh"]),
                ("B006", 1, &["muoi-tinh", "muoi-hat"]),
                ("B009", 1, &["muoi-hat"]),
            ]),
            1,
            3,
        ),
        "D012" => noted(79_865, "lit", InTurn(CHAINS, &[&["nuoc-mam"]], 1), 100, 2),
        "D026" => need("kg", Fixed(HCMC_SEAFOOD), 500, 5),
        "D028" => need(
            "tan",
            Region(&[&["gao-thuong"], &["gao-thuong", "gao-st24"]]),
            10,
            4,
        ),
        "D029" => need("ta", Region(&[LEAF, GOURD, VINE, ROOT]), 10, 4),
        "D030" | "D035" => need("ta", Region(FRUIT), 10, 3),
        "D031" => need("kg", Region(MEAT_AND_FISH), 500, 4),
        "D032" | "D037" => need("chuc", Region(EGGS), 500, 4),
        "D033" => need(
            "tan",
            Region(&[&["gao-thuong"], &["gao-thuong", "gao-tai-nguyen"]]),
            10,
            5,
        ),
        "D034" => need("ta", Region(&[LEAF, GOURD, POD, ROOT]), 10, 5),
        "D036" => need("kg", Region(REGION_MEAT), 500, 4),
        "D044" => need("kg", Region(SEAFOOD), 500, 4),
        "D046" | "D047" | "D048" | "D049" => need("kg", Region(REGION_SEAFOOD), 500, 3),
        "D002" | "D008" | "D009" | "D010" => Out(NO_PRODUCT),
        "D013" => Out("tổng của D001–D012"),
        "D014" | "D015" | "D016" | "D017" | "D018" | "D019" | "D020" | "D021" | "D022" | "D023" | "D024"
        | "D025" | "D027" | "D042" => Out(SAME_NEED),
        "D043" => Out("giả định; D026 cho cùng nhu cầu từ số đã công bố"),
        "D045" => Out("nằm trong D031"),
        "D038" | "D039" | "D040" | "D041" => Out(RESERVE),
        _ => return None,
    })
}
