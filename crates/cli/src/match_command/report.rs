//! The printable report: what was matched, what was left, and why. One page of HTML that needs nothing else.

mod groups;
mod lists;

use askama::Template;
use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::quantity::{BaseUnit, Dong, Quantity};
use chonoi_matching::baselines::{Measured, Method};
use chonoi_matching::market::Market;
use chonoi_matching::plan::{Outcome, Plan, PointUse, Share};
use chonoi_matching::policy::Policy;

use super::format;
use groups::{GroupRow, ProductRow};
use lists::{MatchRow, MissRow, RestRow};

/// What minimum lots cost one market at most.
struct LotRow {
    name: String,
    gap: String,
    proof: &'static str,
}

/// What one way of matching comes to.
struct MethodRow {
    name: &'static str,
    welfare: String,
    /// Of the largest, in per cent: the length of its bar.
    bar: i64,
    placed: String,
    perishable: String,
    tonne_km: String,
    worst: String,
    without: String,
}

/// A collection point.
struct PointRow {
    name: String,
    capacity: String,
    daily: String,
    offered: String,
    sold: String,
    worth: String,
}

fn point(used: &PointUse) -> PointRow {
    let weighed = |quantity| format::quantity(quantity, BaseUnit::Gram);
    let limit = |limit: Option<Quantity>| limit.map_or_else(|| "–".to_owned(), weighed);
    PointRow {
        name: used.id.clone(),
        capacity: limit(used.capacity),
        daily: limit(used.daily_capacity),
        offered: weighed(used.offered),
        sold: weighed(used.sold),
        worth: format::price(used.worth, BaseUnit::Gram),
    }
}

/// What the page shows; all texts are ready to be read.
#[derive(Template)]
#[template(path = "report.html")]
struct Report {
    totals: Vec<(&'static str, String)>,
    methods: Vec<MethodRow>,
    products: Vec<ProductRow>,
    lots: Vec<LotRow>,
    points: Vec<PointRow>,
    provinces: Vec<GroupRow>,
    suppliers: Vec<GroupRow>,
    matches: Vec<MatchRow>,
    unsold: Vec<RestRow>,
    unmet: Vec<RestRow>,
    misses: Vec<MissRow>,
    policy: String,
}

/// The page.
///
/// # Errors
/// The policy or the page cannot be written, which no input causes.
pub(super) fn render(
    catalogue: &Catalogue,
    market: &Market,
    policy: &Policy,
    plan: &Plan,
    comparison: Option<&[Measured]>,
) -> anyhow::Result<String> {
    let lists = lists::Lists::new(catalogue, market);
    let groups = groups::Groups::of(catalogue, market, plan);
    let report = Report {
        totals: totals(plan),
        methods: methods(comparison.unwrap_or_default()),
        products: groups.products(),
        lots: lots(catalogue, plan),
        points: plan.capacities.iter().map(point).collect(),
        provinces: groups.provinces(),
        suppliers: groups.suppliers(),
        matches: lists.matches(plan),
        unsold: lists.unsold(plan),
        unmet: lists.unmet(plan),
        misses: lists.misses(plan),
        policy: policy.to_toml()?,
    };
    let mut page = report.render()?;
    page.push('\n');
    Ok(page)
}

fn totals(plan: &Plan) -> Vec<(&'static str, String)> {
    let totals = &plan.totals;
    let mut rows = vec![
        ("Chào bán", format::whole(count(totals.offers))),
        ("Nhu cầu", format::whole(count(totals.requests))),
        ("Kết nối", format::whole(count(plan.allocations.len()))),
    ];
    for volume in &totals.volumes {
        let label = match volume.base_unit {
            BaseUnit::Gram => "Khớp (chào bán / nhu cầu), theo cân",
            BaseUnit::Millilitre => "Khớp (chào bán / nhu cầu), theo lít",
            BaseUnit::Piece => "Khớp (chào bán / nhu cầu), theo quả",
        };
        let text = format!(
            "{} ({} / {})",
            format::quantity(volume.matched, volume.base_unit),
            format::quantity(volume.offered, volume.base_unit),
            format::quantity(volume.requested, volume.base_unit)
        );
        rows.push((label, text));
    }
    rows.push(("Trị giá theo giá mua", format::dong(totals.value)));
    rows.push(("Cước vận chuyển", format::dong(totals.freight)));
    rows.push((
        "Giá mua còn hơn giá chào, cước, bốc xếp",
        format::dong(totals.margin),
    ));
    rows.push((
        "Mục tiêu của phương án (phần nghìn đồng)",
        format::whole(plan.objective),
    ));
    rows.push(("Cận dưới đã chứng minh", format::whole(plan.certificate.bound)));
    rows.push((
        "Lô tối thiểu làm giảm nhiều nhất",
        format::dong(lot_cost(plan.lot_gap)),
    ));
    if let Some(fair) = &plan.fairness {
        rows.push((
            "Chia đều làm cả thị trường mất",
            format::dong(lot_cost(fair.price)),
        ));
        for (label, share) in [
            ("Bên bán được ít nhất, nếu không chia đều", &fair.worst_before),
            ("Bên bán được ít nhất", &fair.worst_after),
        ] {
            rows.push((label, share.as_ref().map_or_else(String::new, share_of)));
        }
    }
    rows.push(("Cặp phù hợp đã xét", format::whole(count(plan.certificate.pairs))));
    rows
}

/// The plan beside simpler ways of matching.
fn methods(measured: &[Measured]) -> Vec<MethodRow> {
    let most = measured.iter().map(|way| way.welfare.0).max().unwrap_or(1).max(1);
    let row = |way: &Measured| MethodRow {
        name: match way.method {
            Method::Engine => "Phương án này",
            Method::FirstCome => "Ai đăng trước chọn trước",
            Method::NearestFirst => "Gần nhau ghép trước",
            Method::EightCheapest => "Mỗi tin chỉ xét 8 cặp rẻ nhất",
        },
        welfare: format::dong(way.welfare),
        bar: i64::try_from(i128::from(way.welfare.0.max(0)) * 100 / i128::from(most)).unwrap_or_default(),
        placed: format::tonnes(way.placed_g),
        perishable: format::tonnes(way.unsold_perishable_g),
        tonne_km: format::whole(way.tonne_km),
        worst: way.worst_share.map_or_else(
            || "–".to_owned(),
            |share| format!("{} %", format::thousandths(share * 100)),
        ),
        without: format::whole(count(way.without_sale)),
    };
    measured.iter().map(row).collect()
}

/// The markets where minimum lots cost something, the most first.
fn lots(catalogue: &Catalogue, plan: &Plan) -> Vec<LotRow> {
    let mut markets: Vec<_> = plan.markets.iter().filter(|market| market.lot_gap > 0).collect();
    markets.sort_by_key(|market| (-market.lot_gap, &market.product));
    let row = |market: &&Outcome| LotRow {
        name: catalogue
            .product(&market.product)
            .map_or_else(|| market.product.to_string(), |product| product.name_vi.clone()),
        gap: format::dong(lot_cost(market.lot_gap)),
        proof: if market.optimal {
            "tốt nhất có thể với các lô tối thiểu này"
        } else {
            "cận trên"
        },
    };
    markets.iter().map(row).collect()
}

/// `HTX A: 40 %`.
fn share_of(share: &Share) -> String {
    let percent = share.sold.0.saturating_mul(100) / share.offered.0.max(1);
    format!("{}: {} %", share.supplier, format::whole(percent))
}

/// Thousandths of a đồng as đồng, rounded up: it is a bound.
fn lot_cost(gap: i64) -> Dong {
    Dong(gap / 1_000 + i64::from(gap % 1_000 > 0))
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
