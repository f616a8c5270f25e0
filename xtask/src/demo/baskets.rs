//! What provinces ask for, by how far they are from Cà Mau. A choice of ours.

use super::demand_figures::Basket;

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
