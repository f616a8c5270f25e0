//! Other terms of an open post, by the rules that hold where posts are written.

use chonoi_domain::catalogue::Product;
use chonoi_domain::field::FieldError;
use chonoi_domain::post::request::{MOST_DAYS, over_days};
use chonoi_domain::quantity::{Quantity, UnitPrice};
use chonoi_domain::window::DateWindow;
use chonoi_matching::market::{OfferPost, RequestPost};

use super::NewTerms;
use crate::posts::fields::{MOST, Reading};

/// Above any price that the engine takes.
const MOST_PRICE: i64 = 1_000_000_000;

impl NewTerms {
    /// The offer by these terms; what is wrong with them is told to `reading`.
    pub(super) fn offer(&self, reading: &mut Reading<'_>, was: &OfferPost) -> OfferPost {
        let product = reading.catalogue.product(&was.product);
        let mut post = was.clone();
        post.ask = self.price(reading, product).or(was.ask);
        post.quantity = self.quantity(reading).unwrap_or(was.quantity);
        post.harvest = self.window(reading).unwrap_or(was.harvest);
        post.min_lot = self.min_lot(reading, post.quantity).unwrap_or(was.min_lot);
        post
    }

    /// The request by these terms; what is wrong with them is told to `reading`.
    pub(super) fn request(&self, reading: &mut Reading<'_>, was: &RequestPost) -> RequestPost {
        let first = was.alternatives.first();
        let product = first.and_then(|wanted| reading.catalogue.product(&wanted.product));
        let mut post = was.clone();
        if let Some(price) = self.price(reading, product) {
            bid(&mut post, price);
        }
        post.quantity = self.quantity(reading).unwrap_or(was.quantity);
        let window = self.window(reading);
        post.delivery = window.unwrap_or(was.delivery);
        if let Some(daily) = post.daily_quantity {
            self.day_by_day(reading, &mut post, daily);
        }
        let most = post.daily_quantity.unwrap_or(post.quantity);
        post.min_lot = self.min_lot(reading, most).unwrap_or(was.min_lot);
        post
    }

    /// Its days and its quantity go together: more days want more, and what is wanted is never more than they can take.
    fn day_by_day(&self, reading: &mut Reading<'_>, post: &mut RequestPost, daily: Quantity) {
        match over_days(daily, post.delivery) {
            Ok(most) if self.quantity.is_none() => post.quantity = most,
            Ok(most) => post.quantity = post.quantity.min(most),
            Err(_) if post.delivery.days() > MOST_DAYS => {
                let error = FieldError::new("to", "max_days").with("max", MOST_DAYS);
                reading.faults.push::<()>(error);
            }
            Err(_) => {
                let error = FieldError::new("quantity", "max").with("max", MOST);
                reading.faults.push::<()>(error);
            }
        }
    }

    fn price(&self, reading: &mut Reading<'_>, product: Option<&Product>) -> Option<UnitPrice> {
        let price = UnitPrice(self.price?);
        if price.0 < 1 {
            return reading.faults.add("price", "positive");
        }
        match product {
            Some(product) => reading.believable("price", price, product),
            None => Some(price),
        }
    }

    fn quantity(&self, reading: &mut Reading<'_>) -> Option<Quantity> {
        match self.quantity? {
            ..1 => reading.faults.add("quantity", "positive"),
            quantity if quantity > MOST => {
                let error = FieldError::new("quantity", "max").with("max", MOST);
                reading.faults.push(error)
            }
            quantity => Some(Quantity(quantity)),
        }
    }

    fn min_lot(&self, reading: &mut Reading<'_>, most: Quantity) -> Option<Quantity> {
        match self.min_lot? {
            ..0 => reading.faults.add("min_lot", "positive"),
            lot if lot > most.0 => reading.faults.add("min_lot", "above_quantity"),
            lot => Some(Quantity(lot)),
        }
    }

    fn window(&self, reading: &mut Reading<'_>) -> Option<DateWindow> {
        let (from, to) = self.window.as_ref()?;
        let (from, to) = (reading.day("from", Some(from)), reading.day("to", Some(to)));
        match DateWindow::new(from?, to?) {
            Ok(window) => {
                reading.last_day("to", window);
                Some(window)
            }
            Err(_) => reading.faults.add("to", "date_order"),
        }
    }
}

/// The first product's bid is `price`, and the others follow in proportion.
fn bid(post: &mut RequestPost, price: UnitPrice) {
    let first = post.alternatives.first().and_then(|wanted| wanted.bid);
    for (at, wanted) in post.alternatives.iter_mut().enumerate() {
        let scaled = |bid: UnitPrice| {
            let share = i128::from(bid.0) * i128::from(price.0) / i128::from(first.map_or(1, |p| p.0.max(1)));
            UnitPrice(i64::try_from(share).unwrap_or(MOST_PRICE).clamp(1, MOST_PRICE))
        };
        wanted.bid = if at == 0 {
            Some(price)
        } else {
            wanted.bid.filter(|_| first.is_some()).map(scaled)
        };
    }
}
