//! What becomes of each row of `supply_2021.csv`: split into offers, or why not.

/// How much of the row is put on the market.
pub(super) enum Amount {
    /// The printed quantity: a stock, a backlog, a harvest to come.
    Printed,
    /// One day of a printed rate.
    OneDay,
}

/// Which products the total is made of.
pub(super) enum Goods {
    /// The row's own product.
    Own,
    /// These, each in inverse proportion to its price: cheap goods are the bulk of any tonnage.
    Of(&'static [&'static str]),
    /// The grades of the row's product that are in season, in inverse proportion to price.
    Grades,
}

/// Where the posts stand; each takes a part in proportion to the commune's area (a province's: its communes' number).
pub(super) enum Sites {
    /// Communes of the product's known districts in the row's old province, the largest first, at most so many.
    Districts(usize),
    /// These communes, in equal parts.
    Communes(&'static [&'static str]),
    /// So many communes around the capital of the row's old province.
    Around(usize),
    /// These new provinces.
    Provinces(&'static [&'static str]),
    /// One named organisation.
    Supplier(&'static str),
}

/// The rule for a row that is split.
pub(super) struct Split {
    pub(super) amount: Amount,
    /// Unit of the posts.
    pub(super) unit: &'static str,
    pub(super) goods: Goods,
    pub(super) sites: Sites,
    /// Products a site sells of the list, in turn; all where the sites are the product's own.
    pub(super) per_site: usize,
    /// Harvests, and days from one to the next.
    pub(super) harvests: i64,
    pub(super) pace: i64,
    /// Whether each site sells at each harvest (or at one of them, in turn).
    pub(super) each: bool,
    /// Parts are whole multiples of this many units.
    pub(super) step: i64,
}

/// What becomes of a row.
pub(super) enum Treatment {
    /// Split into offers that add up to it.
    Split(Split),
    /// A good named without a quantity: its offers are assumptions that name this row.
    Named,
    /// A price of the time.
    Price,
    /// Not on the market, and why.
    Out(&'static str),
}

use Amount::{OneDay, Printed};
use Treatment::{Named, Out, Price};

const VEGETABLES: &[&str] = &[
    "rau-muong",
    "cai-xanh",
    "cai-ngot",
    "dua-leo",
    "kho-qua",
    "muop",
    "bi-do",
    "bi-dao",
    "bau",
    "bap",
    "dau-dua",
    "dau-bap",
    "ca-tim",
    "khoai-lang",
    "hanh-la",
];

const fn split(amount: Amount, unit: &'static str, goods: Goods, sites: Sites, step: i64) -> Split {
    Split {
        amount,
        unit,
        goods,
        sites,
        per_site: usize::MAX,
        harvests: 1,
        pace: 7,
        each: false,
        step,
    }
}

const fn weeks(split: Split, harvests: i64, pace: i64, each: bool) -> Treatment {
    Treatment::Split(Split {
        harvests,
        pace,
        each,
        ..split
    })
}

const fn in_turn(split: Split, per_site: usize, harvests: i64) -> Treatment {
    Treatment::Split(Split {
        per_site,
        harvests,
        ..split
    })
}

const PAST: &str = "sản lượng cộng dồn, phần lớn đã bán: để so sánh";
const GIFT: &str = "quà hỗ trợ, không bán";

const PADDY: Goods = Goods::Of(&["lua-om5451", "lua-dai-thom-8", "lua-st24"]);
const FRAGRANT: Goods = Goods::Of(&["lua-st24", "lua-st25"]);
const SHRIMP: Goods = Goods::Of(&["tom-su", "tom-the", "tom-dat", "tom-bac"]);
const FISH: Goods = Goods::Of(&["ca-loc", "ca-tre", "ca-ro", "ca-phi"]);
const FIELD_FISH: Goods = Goods::Of(&["ca-loc", "ca-ro", "ca-tre"]);
const DRIED: Goods = Goods::Of(&["kho-ca-phi", "tom-kho", "dua-bon-bon"]);
const MIXED: Goods = Goods::Of(VEGETABLES);
/// The printed business is at Cái Nước.
const CAI_NUOC: Sites = Sites::Communes(&["32128"]);
/// Tân Bằng, Biển Bạch Đông and Trí Phải, some 1,200 t each: the first two are Biển Bạch today.
const THREE_COMMUNES: Sites = Sites::Communes(&["32069", "32069", "32071"]);
const DELTA: Sites = Sites::Provinces(&["80", "82", "86", "91", "92", "96"]);

/// The treatment of a row of `supply_2021.csv`; `None` for a row that is new to us.
pub(super) fn treatment(id: &str) -> Option<Treatment> {
    split_of(id).or_else(|| unsplit(id))
}

fn split_of(id: &str) -> Option<Treatment> {
    use Goods::{Grades, Own};
    use Sites::{Around, Districts, Supplier};
    Some(match id {
        "S006" => weeks(split(Printed, "tan", PADDY, Districts(6), 10), 3, 7, false),
        "S020" => in_turn(split(Printed, "kg", DRIED, CAI_NUOC, 10), 3, 1),
        "S021" => weeks(split(Printed, "kg", Own, Districts(9), 500), 4, 14, true),
        "S031" => weeks(split(OneDay, "kg", Own, Districts(4), 100), 2, 7, false),
        "S034" => weeks(split(OneDay, "kg", Grades, Districts(4), 50), 3, 7, false),
        "S036" => weeks(split(OneDay, "kg", SHRIMP, Districts(6), 500), 3, 7, false),
        "S037" => in_turn(split(Printed, "tan", FRAGRANT, THREE_COMMUNES, 10), 2, 2),
        "S058" => in_turn(split(OneDay, "ta", Own, Around(5), 10), 1, 2),
        "S059" => in_turn(split(OneDay, "ta", MIXED, Around(4), 5), 2, 2),
        "S060" => in_turn(split(OneDay, "kg", FISH, Around(8), 1_000), 1, 2),
        "S061" => in_turn(split(Printed, "kg", FIELD_FISH, Around(12), 1_000), 1, 3),
        "S065" => weeks(split(Printed, "kg", Own, Supplier("E056"), 1_000), 8, 7, true),
        "S066" => in_turn(split(OneDay, "ta", MIXED, DELTA, 10), 5, 3),
        _ => return None,
    })
}

fn unsplit(id: &str) -> Option<Treatment> {
    Some(match id {
        "S001" | "S002" | "S003" | "S004" | "S023" | "S032" | "S033" => Out(PAST),
        "S005" | "S008" | "S064" => Out("đã bán"),
        "S007" => Out("tiêu thụ hết trong tỉnh"),
        "S022" => Out("nằm trong S021"),
        "S024" | "S025" | "S026" | "S027" => Out(GIFT),
        "S035" => Out("cùng một nguồn tôm với S036"),
        "S062" | "S063" => Out("nguy cơ tồn của tỉnh khác trong nhiều tháng, in khoảng rộng: để so sánh"),
        "S009" | "S010" | "S011" | "S012" | "S013" | "S014" | "S015" | "S016" | "S017" | "S018" | "S019"
        | "S028" | "S029" | "S030" => Price,
        id if ("S038"..="S057").contains(&id) => Named,
        _ => return None,
    })
}
