//! Reasons of the engine as sentences in the language asked for.

use chonoi_domain::catalogue::Catalogue;
use chonoi_domain::id::{CertificateId, PlaceCode};
use chonoi_domain::proposal::Side;
use chonoi_domain::quantity::BaseUnit;
use chonoi_market::reasons::{ObstacleView, ReasonView};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::locale::{Locale, has, t};

/// Why something is as it is in a plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reason)]
pub(crate) struct Reason {
    /// Stable code.
    pub(crate) code: String,
    /// Its values: prices in đồng per 1,000 base units, quantities in base units.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    pub(crate) params: Map<String, Value>,
    /// A sentence.
    pub(crate) text: String,
}

/// What the sentences of one answer need.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'a> {
    pub(crate) locale: Locale,
    pub(crate) catalogue: &'a Catalogue,
}

impl Speaker<'_> {
    /// Reasons of a match or of a rest; `of` is the side whose rest it is, `unit` what its product is counted in.
    pub(crate) fn reasons(&self, reasons: Vec<ReasonView>, of: Option<Side>, unit: BaseUnit) -> Vec<Reason> {
        let reason = |reason: ReasonView| Reason {
            text: self.reason(&reason, of, unit),
            code: reason.code,
            params: reason.params,
        };
        reasons.into_iter().map(reason).collect()
    }

    fn reason(&self, reason: &ReasonView, of: Option<Side>, unit: BaseUnit) -> String {
        let word = |name: &str| reason.params.get(name).and_then(Value::as_str);
        let nothing = |name: &str| reason.params.get(name) == Some(&Value::from(0));
        let side = word("of").or(of.map(Side::as_str));
        let variants = [word("by").map(str::to_owned), side.map(str::to_owned)];
        let base = format!("reason.{}", reason.code);
        let even = format!("{base}_even");
        let mut key = base.clone();
        if has(&even) && (nothing("dearer_by") || nothing("by")) {
            key = even;
        }
        for variant in variants.into_iter().flatten() {
            let longer = format!("{base}.{variant}");
            if has(&longer) {
                key = longer;
            }
        }
        self.sentence(&key, &reason.params, unit)
    }

    /// What keeps a pair apart.
    pub(crate) fn obstacle(&self, obstacle: &ObstacleView) -> String {
        let unit = self
            .catalogue
            .product(&obstacle.product)
            .map_or(BaseUnit::Gram, |p| p.base_unit);
        let given = |name: &str| obstacle.by.get(name);
        let code = match obstacle.constraint.as_str() {
            "price" if given("assumed") == Some(&Value::Bool(true)) => "price_assumed",
            "date" if given("days").and_then(Value::as_i64).is_some_and(|days| days < 0) => "early",
            "date" => "late",
            "grade" if given("offered").is_none_or(Value::is_null) => "grade_unknown",
            other => other,
        };
        self.sentence(&format!("near_miss.{code}"), &obstacle.by, unit)
    }

    fn sentence(&self, key: &str, params: &Map<String, Value>, unit: BaseUnit) -> String {
        let texts: Vec<_> = params
            .iter()
            .map(|(name, value)| (name, self.value(name, value, unit)))
            .collect();
        let args: Vec<_> = texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        t(self.locale, key, &args)
    }

    /// A value in words, by what its name stands for.
    fn value(&self, name: &str, value: &Value, unit: BaseUnit) -> String {
        match (name, value) {
            ("offer", _) => t(self.locale, "reason.other_offer", &[]),
            ("first_day" | "last_day", Value::String(day)) => day_in(self.locale, day),
            ("partner", _) => t(self.locale, "reason.other_side", &[]),
            ("per_thousand" | "dearer_by" | "by", Value::Number(_)) => self.price(integer(value), unit),
            ("lot" | "has" | "quantity" | "share" | "capacity", Value::Number(_)) => {
                self.quantity(integer(value), unit)
            }
            ("days", _) => integer(value).abs().to_string(),
            ("province", Value::String(code)) => {
                let place = self.catalogue.place(&PlaceCode(code.clone()));
                place.map_or_else(|| code.clone(), |place| place.short_name.clone())
            }
            ("missing", Value::Array(ids)) => list(ids, |id| self.certificate(id)),
            ("accepted", Value::Array(states)) => list(states, |state| self.state(state)),
            ("offered", Value::String(word)) if has(&format!("state.{word}")) => self.state(word),
            (_, Value::Number(_)) => grouped(self.locale, integer(value)),
            (_, Value::String(text)) => text.clone(),
            _ => String::new(),
        }
    }

    fn certificate(&self, id: &str) -> String {
        let kind = self.catalogue.certificate(&CertificateId(id.to_owned()));
        kind.map_or_else(|| id.to_owned(), |kind| kind.name.clone())
    }

    fn state(&self, word: &str) -> String {
        t(self.locale, &format!("state.{word}"), &[]).to_lowercase()
    }

    /// `1.500 đ/kg`.
    pub(crate) fn price(&self, price: i64, unit: BaseUnit) -> String {
        let per = match (unit, self.locale) {
            (BaseUnit::Gram, _) => "kg",
            (BaseUnit::Millilitre, Locale::Vi) => "lít",
            (BaseUnit::Millilitre, Locale::En) => "litre",
            (BaseUnit::Piece, Locale::Vi) => "1.000 quả",
            (BaseUnit::Piece, Locale::En) => "1,000 pieces",
        };
        format!("{} đ/{per}", grouped(self.locale, price))
    }

    /// `12,5 tấn`, `350 kg`, `80 lít`, `1.200 quả`.
    pub(crate) fn quantity(&self, base: i64, unit: BaseUnit) -> String {
        let (number, word) = match (unit, self.locale) {
            (BaseUnit::Gram, Locale::Vi) if base >= 1_000_000 => {
                (thousandths(self.locale, base / 1_000), "tấn")
            }
            (BaseUnit::Gram, Locale::En) if base >= 1_000_000 => {
                (thousandths(self.locale, base / 1_000), "tonnes")
            }
            (BaseUnit::Gram, _) => (thousandths(self.locale, base), "kg"),
            (BaseUnit::Millilitre, Locale::Vi) => (thousandths(self.locale, base), "lít"),
            (BaseUnit::Millilitre, Locale::En) => (thousandths(self.locale, base), "litres"),
            (BaseUnit::Piece, Locale::Vi) => (grouped(self.locale, base), "quả"),
            (BaseUnit::Piece, Locale::En) => (grouped(self.locale, base), "pieces"),
        };
        format!("{number} {word}")
    }
}

/// `2026-12-03` as people write it.
fn day_in(locale: Locale, day: &str) -> String {
    match (locale, day.split('-').collect::<Vec<_>>().as_slice()) {
        (Locale::Vi, [year, month, day]) => format!("{day}/{month}/{year}"),
        _ => day.to_owned(),
    }
}

fn integer(value: &Value) -> i64 {
    value.as_i64().unwrap_or_default()
}

fn list(values: &[Value], name: impl Fn(&str) -> String) -> String {
    let names = values.iter().filter_map(Value::as_str).map(name);
    names.collect::<Vec<_>>().join(", ")
}

/// `1.234.567` in Vietnamese, `1,234,567` in English.
fn grouped(locale: Locale, number: i64) -> String {
    let (mark, digits) = (
        if locale == Locale::Vi { '.' } else { ',' },
        number.unsigned_abs().to_string(),
    );
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(mark);
        }
        out.push(digit);
    }
    if number < 0 { format!("−{out}") } else { out }
}

/// Thousandths as a decimal number without zeros at its end.
fn thousandths(locale: Locale, number: i64) -> String {
    let rest = number.unsigned_abs() % 1_000;
    let whole = grouped(locale, number / 1_000);
    if rest == 0 {
        return whole;
    }
    let mark = if locale == Locale::Vi { ',' } else { '.' };
    let digits = format!("{rest:03}");
    format!("{whole}{mark}{}", digits.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn speak(locale: Locale, work: impl Fn(Speaker<'_>) -> String) -> String {
        let catalogue = Catalogue::embedded().unwrap();
        work(Speaker {
            locale,
            catalogue: &catalogue,
        })
    }

    fn reason(value: Value, of: Option<Side>) -> String {
        let reason: ReasonView = serde_json::from_value(value).unwrap();
        let line = |speaker: Speaker<'_>| speaker.reason(&reason, of, BaseUnit::Gram);
        format!("{}\n{}\n", speak(Locale::Vi, line), speak(Locale::En, line))
    }

    #[test]
    fn every_reason_of_the_engine_has_its_sentence() {
        let mut all = String::new();
        for (value, of) in [
            (json!({"code": "margin", "per_thousand": 12500}), None),
            (json!({"code": "only_partner", "of": "buyer"}), None),
            (json!({"code": "cost_rank", "rank": 2, "of": 11}), None),
            (
                json!({"code": "runner_up", "offer": "x", "dearer_by": 1500}),
                None,
            ),
            (json!({"code": "runner_up", "offer": "x", "dearer_by": 0}), None),
            (
                json!({"code": "lot_not_filled", "partner": "x", "share": 20_000, "lot": 1_500_000, "of": "buyer"}),
                Some(Side::Supplier),
            ),
            (
                json!({"code": "over_days", "days": 14, "first_day": "2026-12-01", "last_day": "2026-12-14"}),
                None,
            ),
            (
                json!({"code": "days_lacking", "days": 3, "of": 14}),
                Some(Side::Buyer),
            ),
            (
                json!({"code": "point_full", "point": "Cảng Năm Căn", "capacity": 20_000_000}),
                Some(Side::Supplier),
            ),
            (
                json!({"code": "point_days_full", "point": "Cảng Năm Căn", "capacity": 5_000_000,
                    "first_day": "2026-12-01", "last_day": "2026-12-04"}),
                Some(Side::Buyer),
            ),
            (
                json!({"code": "lots_elsewhere", "quantity": 30_000}),
                Some(Side::Buyer),
            ),
            (json!({"code": "no_counterpart"}), Some(Side::Supplier)),
            (
                json!({"code": "blocked", "by": "shelf_life", "pairs": 3}),
                Some(Side::Buyer),
            ),
            (
                json!({"code": "partners_have_less", "quantity": 350_250}),
                Some(Side::Buyer),
            ),
            (json!({"code": "shared", "pairs": 2}), Some(Side::Buyer)),
            (
                json!({"code": "outdone", "pairs": 2, "by": 700}),
                Some(Side::Buyer),
            ),
            (json!({"code": "outdone", "pairs": 2, "by": 0}), Some(Side::Buyer)),
        ] {
            all.push_str(&reason(value, of));
        }
        expect_test::expect![[r#"
            Giá mua còn cao hơn giá chào cộng cước và bốc xếp 12.500 đ/kg
            The bid exceeds ask, freight and handling by 12,500 đ/kg
            Là chào bán duy nhất hợp với nhu cầu này
            The only offer that fits this request
            Chi phí đứng thứ 2 trong 11 chào bán hợp với nhu cầu này
            Number 2 by cost of 11 offers that fit this request
            Nếu thay bằng chào bán khác thì cả phương án kém đi ít nhất 1.500 đ/kg
            With another offer instead the whole plan would be worse by at least 1,500 đ/kg
            Thay bằng chào bán khác thì cả phương án cũng tốt ngang bằng
            With another offer instead the whole plan would be just as good
            Với bên kia chỉ còn được 20 kg, không đủ lô tối thiểu 1,5 tấn của bên mua
            Only 20 kg were left for the other side, less than the buyer's minimum lot of 1.5 tonnes
            Giao làm 14 ngày, đến nơi từ 01/12/2026 đến 14/12/2026
            Delivered on 14 days, arriving from 2026-12-01 to 2026-12-14
            Thiếu hàng 3 trong 14 ngày
            Goods are lacking on 3 of 14 days
            Điểm tập kết Cảng Năm Căn chỉ nhận được 20 tấn, đã đủ
            The collection point Cảng Năm Căn takes 20 tonnes only and is full
            Điểm tập kết Cảng Năm Căn mỗi ngày chỉ nhận được 5 tấn, từ 01/12/2026 đến 04/12/2026 đã kín
            The collection point Cảng Năm Căn takes 5 tonnes a day only and is full from 2026-12-01 to 2026-12-04
            Nhường 30 kg để nơi khác đủ lô tối thiểu
            30 kg make room for a minimum lot elsewhere
            Chưa có nhu cầu nào về mặt hàng này
            No request names this product
            3 bên không hợp vì đến nơi không còn đủ hạn dùng
            3 partners fail on shelf life at arrival
            Các bên hợp cộng lại chỉ có 350,25 kg
            All fitting partners together have 350.25 kg only
            2 bên đã nối lấy phần còn lại ở nơi khác có lợi hơn
            2 partners serve others better with the remainder
            2 bên hợp được nối với nơi khác có lợi hơn; muốn chen vào phải tốt hơn ít nhất 700 đ/kg
            2 fitting partners are served better by others; it would take at least 700 đ/kg to enter
            2 bên hợp được nối với nơi khác có lợi ngang bằng
            2 fitting partners are served just as well by others
        "#]]
        .assert_eq(&all);
        assert!(!all.contains('…') && !all.contains("reason."), "{all}");
    }

    #[test]
    fn every_obstacle_has_its_sentence() {
        let mut all = String::new();
        for value in [
            json!({"constraint": "price", "by": {"per_thousand": 1200, "assumed": false}}),
            json!({"constraint": "price", "by": {"per_thousand": 1200, "assumed": true}}),
            json!({"constraint": "date", "by": {"days": -3, "ship_date": "2026-11-24"}}),
            json!({"constraint": "date", "by": {"days": 3, "ship_date": "2026-11-24"}}),
            json!({"constraint": "shelf_life", "by": {"hours": 12}}),
            json!({"constraint": "certificate", "by": {"missing": ["vietgap", "asc"]}}),
            json!({"constraint": "state", "by": {"offered": "live", "accepted": ["iced", "frozen"]}}),
            json!({"constraint": "grade", "by": {"offered": null, "wanted": "20 con/kg"}}),
            json!({"constraint": "minimum_lot", "by": {"lot": 2_000_000, "of": "supplier", "has": 500_000}}),
            json!({"constraint": "distance", "by": {"province": "01", "km": 2040}}),
        ] {
            let mut value = value;
            value["product"] = json!("tom-su");
            let obstacle: ObstacleView = serde_json::from_value(value).unwrap();
            all.push_str(&speak(Locale::Vi, |speaker| speaker.obstacle(&obstacle)));
            all.push('\n');
        }
        expect_test::expect![[r#"
            Sẽ khớp nếu giá chào bớt hoặc giá mua thêm 1.200 đ/kg
            Sẽ khớp nếu giá chào bớt hoặc giá mua thêm 1.200 đ/kg (một bên chưa ghi giá, tính theo giá tham khảo)
            Thu hoạch sớm 3 ngày
            Thu hoạch muộn 3 ngày
            Đến nơi thiếu 12 giờ hạn dùng
            Cần thêm chứng nhận VietGAP, ASC
            Cần hàng ướp đá, đông lạnh, chào bán là hàng sống
            Cần cỡ 20 con/kg, chào bán chưa ghi cỡ
            Lô tối thiểu 2 tấn lớn hơn lượng 500 kg của bên kia
            Giá giao tận nơi không gồm Hà Nội (cách 2.040 km)
        "#]].assert_eq(&all);
        assert!(!all.contains('…') && !all.contains("near_miss."), "{all}");
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(grouped(Locale::Vi, 1_234_567), "1.234.567");
        assert_eq!(grouped(Locale::En, -1_234), "−1,234");
        assert_eq!(grouped(Locale::Vi, 999), "999");
        let vi = |base, unit| speak(Locale::Vi, |speaker| speaker.quantity(base, unit));
        assert_eq!(vi(12_500_000, BaseUnit::Gram), "12,5 tấn");
        assert_eq!(vi(999_500, BaseUnit::Gram), "999,5 kg");
        assert_eq!(vi(1_200, BaseUnit::Piece), "1.200 quả");
        assert_eq!(vi(1_500, BaseUnit::Millilitre), "1,5 lít");
    }
}
