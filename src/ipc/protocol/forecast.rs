//! `forecast`: what the coming days will ask. It must never change anything.

use serde::{Deserialize, Serialize};

/// Parameters of `forecast`. What is absent is as the config says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Forecast {
    /// How many days, 1 to 3650; 30 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Another desired retention, 0.70 to 0.99.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<f32>,
    /// Other new loci a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_per_day: Option<u32>,
    /// Other minutes a day, 1 to 1440.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
}

/// What the coming days will ask; `days` is the `data` of `loci forecast`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastReply {
    /// One for each day, from today.
    pub days: Vec<ForecastDay>,
    /// What was reckoned with.
    pub terms: ForecastTerms,
    /// All days together.
    pub summary: ForecastSummary,
    /// The same with the settings as they are, where others were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare: Option<ForecastCompare>,
    /// Loci that may be asked.
    pub loci: u32,
}

/// One day of a forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastDay {
    /// The study day.
    pub day: String,
    /// Minutes that its list takes, rounded up.
    pub minutes: u32,
    /// Due and new loci asked.
    pub count: u32,
    /// Loci asked for the first time.
    pub new: u32,
    /// Ratings, with siblings that are not due and what is asked once more.
    pub reviews: u32,
    /// Loci that are missed and asked once more.
    pub again: u32,
    /// Due and new loci that do not fit.
    pub waiting: u32,
    /// Minutes that they take, rounded up.
    pub waiting_minutes: u32,
    /// Mean retrievability of all that was ever reviewed, at the day's end, 0 to 1; absent without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrievability: Option<f32>,
}

/// The settings that a forecast reckons with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ForecastTerms {
    /// The desired retention.
    pub retention: f32,
    /// New loci a day.
    pub new_per_day: u32,
    /// Minutes a day.
    pub minutes: u32,
}

/// All days of a forecast together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ForecastSummary {
    /// Mean minutes a day, to a tenth.
    pub mean_minutes: f64,
    /// The minutes of the longest day.
    pub max_minutes: u32,
    /// All ratings.
    pub reviews: u32,
    /// Loci asked for the first time.
    pub new: u32,
    /// Due and new loci that wait at the end.
    pub waiting: u32,
    /// Mean retrievability at the end, 0 to 1; absent if nothing was ever reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrievability: Option<f32>,
}

/// The forecast with the settings as they are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ForecastCompare {
    /// They.
    pub terms: ForecastTerms,
    /// What comes of them.
    pub summary: ForecastSummary,
}
