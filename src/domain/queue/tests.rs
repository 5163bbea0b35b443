//! What the day's list holds, case by case and over random groups.
