//! The report of a run as tables in the language asked for, for the workbook and the CSV file.

use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::BaseUnit;
use chonoi_market::Market;
use chonoi_market::brief::ProductBrief;
use chonoi_market::proposals::{NearMissView, ProposalView, RestView};
use chonoi_market::report::table::{Cell, Column, Table};
use chonoi_market::report::{RunReport, UnmatchedOffer, UnmatchedRequest};

use crate::api::reasons::Speaker;
use crate::locale::{Locale, t};

/// All tables of a report, the sums first.
pub(super) fn tables(market: &Market, speaker: Speaker<'_>, report: &RunReport) -> Vec<Table> {
    let maker = Maker { market, speaker };
    vec![
        maker.totals(report),
        maker.by_product(report),
        maker.by_province(report),
        maker.by_supplier(report),
        maker.comparison(report),
        maker.matched(&report.matched),
        maker.unmatched_offers(&report.unmatched_offers),
        maker.unmatched_requests(&report.unmatched_requests),
        maker.near_misses(&report.near_misses),
    ]
}

struct Maker<'a> {
    market: &'a Market,
    speaker: Speaker<'a>,
}

impl Maker<'_> {
    /// A table with its title, and headings by key, each with its width.
    fn table(&self, name: &str, headings: &[(&str, u16)], rows: Vec<Vec<Cell>>) -> Table {
        let said = |key: &str| t(self.speaker.locale, &format!("report.{key}"), &[]);
        Table {
            name: said(&format!("sheet.{name}")),
            title: said(&format!("title.{name}")),
            columns: headings
                .iter()
                .map(|(key, width)| Column {
                    heading: said(key),
                    width: *width,
                })
                .collect(),
            rows,
        }
    }

    fn totals(&self, report: &RunReport) -> Table {
        let totals = &report.sums.totals;
        let line = |key: &str, grams: i64, shares: Option<chonoi_market::basis::Shares>| {
            let name = t(self.speaker.locale, &format!("report.{key}"), &[]);
            let shares = shares.map(|s| [s.published, s.derived, s.assumption, s.own].map(Cell::Milli));
            let mut row = vec![Cell::Text(name), Cell::Milli(grams)];
            row.extend(shares.unwrap_or([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]));
            row
        };
        let rows = vec![
            line("offered", totals.offered_g, Some(totals.offered)),
            line("requested", totals.requested_g, Some(totals.requested)),
            line("matched", totals.matched_g, Some(totals.matched)),
            line("unsold", totals.unsold_g, None),
            line("unmet", totals.unmet_g, None),
        ];
        let headings = [
            ("what", 24),
            ("kg", 16),
            ("published", 16),
            ("derived", 16),
            ("assumption", 16),
            ("own", 16),
        ];
        self.table("totals", &headings, rows)
    }

    fn by_product(&self, report: &RunReport) -> Table {
        let row = |sum: &chonoi_market::report::sums::ProductSum| {
            let product = self.market.product_brief(&sum.product);
            let unit = product.base_unit;
            let amount = |quantity: chonoi_domain::quantity::Quantity| amount(quantity.0, unit);
            let price = |price: Option<chonoi_domain::quantity::UnitPrice>| {
                price.map_or(Cell::Empty, |price| Cell::Whole(price.0))
            };
            vec![
                self.product(&product),
                self.unit(unit),
                amount(sum.offered),
                amount(sum.requested),
                amount(sum.matched),
                amount(sum.unsold),
                amount(sum.unmet),
                Cell::Whole(sum.offers),
                Cell::Whole(sum.requests),
                price(sum.price_low),
                price(sum.price_high),
            ]
        };
        let rows = report.sums.by_product.iter().map(row).collect();
        let headings = [
            ("product", 26),
            ("unit", 8),
            ("offered", 14),
            ("requested", 14),
            ("matched", 14),
            ("unsold", 14),
            ("unmet", 14),
            ("offers", 10),
            ("requests", 10),
            ("price_low", 14),
            ("price_high", 14),
        ];
        self.table("by_product", &headings, rows)
    }

    fn by_province(&self, report: &RunReport) -> Table {
        let row = |sum: &chonoi_market::report::sums::ProvinceSum| {
            let mut row = vec![Cell::Text(self.market.place_brief(&sum.province).province_name)];
            row.extend([sum.offered_g, sum.requested_g, sum.matched_g, sum.unmet_g].map(Cell::Milli));
            row
        };
        let rows = report.sums.by_province.iter().map(row).collect();
        let headings = [
            ("province", 26),
            ("offered_kg", 16),
            ("requested_kg", 16),
            ("matched_kg", 16),
            ("unmet_kg", 16),
        ];
        self.table("by_province", &headings, rows)
    }

    fn by_supplier(&self, report: &RunReport) -> Table {
        let row = |sum: &chonoi_market::report::sums::SupplierSum| {
            let name = report.suppliers.get(&sum.supplier).map(|o| o.name.clone());
            let mut row = vec![Cell::Text(name.unwrap_or_default())];
            row.extend([sum.offered_g, sum.matched_g, sum.unsold_g].map(Cell::Milli));
            row
        };
        let rows = report.sums.by_supplier.iter().map(row).collect();
        let headings = [
            ("supplier", 44),
            ("offered_kg", 16),
            ("matched_kg", 16),
            ("unsold_kg", 16),
        ];
        self.table("by_supplier", &headings, rows)
    }

    fn comparison(&self, report: &RunReport) -> Table {
        let row = |sum: &chonoi_market::report::comparison::MethodSum| {
            let name = t(self.speaker.locale, &format!("report.method.{}", sum.method), &[]);
            vec![
                Cell::Text(name),
                Cell::Milli(sum.placed_g),
                Cell::Whole(sum.welfare.0),
                Cell::Whole(sum.tonne_km),
                Cell::Milli(sum.unsold_perishable_g),
                sum.worst_share
                    .map_or(Cell::Empty, |share| Cell::Milli(share * 100)),
                Cell::Whole(sum.without_sale),
            ]
        };
        let headings = [
            ("method", 34),
            ("placed_kg", 16),
            ("welfare", 20),
            ("tonne_km", 14),
            ("perishable_kg", 20),
            ("worst_share", 22),
            ("without_sale", 22),
        ];
        let rows = report.sums.comparison.iter().flatten().map(row).collect();
        self.table("comparison", &headings, rows)
    }

    fn matched(&self, proposals: &[ProposalView]) -> Table {
        let rows = proposals
            .iter()
            .map(|proposal| self.match_row(proposal))
            .collect();
        let headings = [
            ("product", 22),
            ("supplier", 30),
            ("from", 20),
            ("buyer", 30),
            ("to", 20),
            ("quantity", 12),
            ("unit", 8),
            ("ship_date", 12),
            ("arrive_date", 12),
            ("km", 8),
            ("ask", 12),
            ("freight", 12),
            ("handling", 12),
            ("bid", 12),
            ("opening_price", 12),
            ("status", 18),
            ("reasons", 60),
        ];
        self.table("matched", &headings, rows)
    }

    fn match_row(&self, proposal: &ProposalView) -> Vec<Cell> {
        let unit = proposal.product.base_unit;
        let price = |price: chonoi_domain::quantity::UnitPrice| Cell::Whole(price.0);
        let reasons = self.speaker.reasons(proposal.reasons.clone(), None, unit);
        vec![
            self.product(&proposal.product),
            Cell::Text(proposal.offer.supplier.name.clone()),
            Cell::Text(proposal.offer.place.name.clone()),
            Cell::Text(proposal.request.buyer.name.clone()),
            Cell::Text(proposal.request.place.name.clone()),
            amount(proposal.quantity.0, unit),
            self.unit(unit),
            Cell::Day(proposal.ship_date),
            Cell::Day(proposal.arrive_date),
            Cell::Whole(proposal.km),
            price(proposal.ask),
            price(proposal.freight),
            price(proposal.handling),
            price(proposal.bid),
            price(proposal.opening_price),
            Cell::Text(t(
                self.speaker.locale,
                &format!("proposalStatus.{}", proposal.status),
                &[],
            )),
            Cell::Text(sentences(reasons)),
        ]
    }

    fn unmatched_offers(&self, offers: &[UnmatchedOffer]) -> Table {
        let row = |unmatched: &UnmatchedOffer| {
            let (offer, unit) = (&unmatched.offer, unmatched.offer.product.base_unit);
            vec![
                self.product(&offer.product),
                Cell::Text(offer.supplier.name.clone()),
                Cell::Text(offer.place.name.clone()),
                Cell::Day(offer.harvest.from()),
                Cell::Day(offer.harvest.to()),
                offer.ask.map_or(Cell::Empty, |ask| Cell::Whole(ask.0)),
                amount(unmatched.rest.quantity.0, unit),
                self.unit(unit),
                self.why(&unmatched.rest, Side::Supplier, unit),
            ]
        };
        let headings = [
            ("product", 22),
            ("supplier", 34),
            ("from", 22),
            ("first_day", 12),
            ("last_day", 12),
            ("ask", 12),
            ("unsold", 12),
            ("unit", 8),
            ("reasons", 70),
        ];
        self.table("unmatched_offers", &headings, offers.iter().map(row).collect())
    }

    fn unmatched_requests(&self, requests: &[UnmatchedRequest]) -> Table {
        let row = |unmatched: &UnmatchedRequest| {
            let (request, unit) = (&unmatched.request, super::unit_of(&unmatched.request));
            let products = request.products.iter().map(|product| self.name(product));
            vec![
                Cell::Text(products.collect::<Vec<_>>().join(", ")),
                Cell::Text(request.buyer.name.clone()),
                Cell::Text(request.place.name.clone()),
                Cell::Day(request.delivery.from()),
                Cell::Day(request.delivery.to()),
                request.bid.map_or(Cell::Empty, |bid| Cell::Whole(bid.0)),
                amount(unmatched.rest.quantity.0, unit),
                self.unit(unit),
                self.why(&unmatched.rest, Side::Buyer, unit),
            ]
        };
        let headings = [
            ("product", 28),
            ("buyer", 34),
            ("to", 22),
            ("first_day", 12),
            ("last_day", 12),
            ("bid", 12),
            ("unmet", 12),
            ("unit", 8),
            ("reasons", 70),
        ];
        self.table(
            "unmatched_requests",
            &headings,
            requests.iter().map(row).collect(),
        )
    }

    fn near_misses(&self, near: &[NearMissView]) -> Table {
        let row = |near: &NearMissView| {
            let unit = near.offer.product.base_unit;
            vec![
                self.product(&near.offer.product),
                Cell::Text(near.offer.supplier.name.clone()),
                Cell::Text(near.request.buyer.name.clone()),
                Cell::Text(near.request.place.name.clone()),
                amount(near.quantity.0, unit),
                self.unit(unit),
                Cell::Text(self.speaker.obstacle(&near.obstacle)),
            ]
        };
        let headings = [
            ("product", 22),
            ("supplier", 34),
            ("buyer", 34),
            ("to", 22),
            ("quantity", 12),
            ("unit", 8),
            ("obstacle", 70),
        ];
        self.table("near_misses", &headings, near.iter().map(row).collect())
    }

    fn product(&self, product: &ProductBrief) -> Cell {
        Cell::Text(self.name(product))
    }

    fn name(&self, product: &ProductBrief) -> String {
        match self.speaker.locale {
            Locale::Vi => product.name_vi.clone(),
            Locale::En => product.name_en.clone(),
        }
    }

    fn unit(&self, unit: BaseUnit) -> Cell {
        Cell::Text(t(self.speaker.locale, &format!("report.in.{}", unit.code()), &[]))
    }

    fn why(&self, rest: &RestView, side: Side, unit: BaseUnit) -> Cell {
        Cell::Text(sentences(self.speaker.reasons(
            rest.reasons.clone(),
            Some(side),
            unit,
        )))
    }
}

/// Kilograms and litres from thousandths, pieces as they are.
const fn amount(quantity: i64, unit: BaseUnit) -> Cell {
    match unit {
        BaseUnit::Gram | BaseUnit::Millilitre => Cell::Milli(quantity),
        BaseUnit::Piece => Cell::Whole(quantity),
    }
}

fn sentences(reasons: Vec<crate::api::reasons::Reason>) -> String {
    reasons
        .into_iter()
        .map(|reason| reason.text)
        .collect::<Vec<_>>()
        .join("; ")
}
