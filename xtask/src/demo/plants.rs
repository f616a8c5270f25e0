//! Plants, markets and chains that buy raw goods. Each amount is an estimate of ours, measured by nobody.

use super::demand_figures::Basket;

/// One buyer of raw goods and what it takes.
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
    /// Day on which the request opens.
    pub(super) from: i64,
    /// Days it stays open.
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
