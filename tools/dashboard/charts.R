#!/usr/bin/env Rscript
# SPDX-License-Identifier: MIT
# charts.R RESULTS OUT: from the CSV folder of a run to charts and small tables, in base R.
# RESULTS is the output folder of `sendsim run`; OUT is made if need be. It first holds that every key
# of the results has its row in the tables of csv/dim, then writes, for the last day and over time:
#   unmet.csv, unmet.png         known unmet need by kind of help and scenario
#   list.csv, list.png           the longest waiting list of the first scenario, with its range
#   differences.csv, .png        what the second scenario changes, with 95 % intervals
arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 2) stop("usage: charts.R RESULTS OUT")
folder <- file.path(arguments[1], "csv")
out <- arguments[2]
dir.create(out, showWarnings = FALSE, recursive = TRUE)

# Empty ids stay "": they mean "not about one", and "NA" is nobody's id.
read_table <- function(name) {
  read.csv(file.path(folder, name), encoding = "UTF-8", na.strings = character(),
           colClasses = "character", check.names = FALSE)
}
numbers <- function(table, columns) {
  for (column in columns) table[[column]] <- suppressWarnings(as.numeric(table[[column]]))
  table
}

results <- numbers(read_table("results/results.csv"), c("mean", "p05", "p95"))
scenarios <- read_table("dim/scenarios.csv")
measures <- read_table("dim/measures.csv")
services <- read_table("dim/services.csv")
periods <- read_table("dim/periods.csv")

# The joins that a dashboard makes: many rows of results to one of dim.
key <- function(table, columns) do.call(paste, c(table[columns], sep = "\r"))
hold_join <- function(dim, columns, name) {
  wanted <- setdiff(unique(key(results, columns)), key(dim, columns))
  wanted <- wanted[gsub("\r", "", wanted) != ""]
  if (length(wanted) > 0) stop("no row in dim/", name, " for ", wanted[1])
  if (anyDuplicated(key(dim, columns))) stop("a key stands twice in dim/", name)
}
hold_join(scenarios, "scenario_id", "scenarios.csv")
hold_join(measures, "measure_id", "measures.csv")
hold_join(services, c("service_id", "stage_id", "provider_id"), "services.csv")
hold_join(periods, c("period_type", "period_end"), "periods.csv")

colours <- c("#12436D", "#28A197", "#801650", "#F46A25") # Analysis Function, in its order
picture <- function(name, draw) {
  png(file.path(out, name), width = 1000, height = 600, res = 110)
  par(mar = c(4.5, 14, 3, 2), las = 1, family = "sans")
  draw()
  invisible(dev.off())
}
words_of <- function(id) gsub("_", " ", id) # a kind of help has an id and no label
label_of <- function(id) scenarios$label[match(id, scenarios$scenario_id)]
first <- scenarios$scenario_id[scenarios$baseline == "true"]
given <- scenarios$scenario_id[scenarios$variant_of == ""]

# Known unmet need on the last day. Never add it up over kinds: a child may need several.
census <- results[results$period_type == "census_day" & results$group1 == "" &
                    results$stage_id == "" & results$scenario_id %in% given, ]
last <- max(census$period_end)
unmet <- census[census$measure_id == "known_unmet_children" & census$period_end == last, ]
if (nrow(unmet) > 0) {
  wide <- reshape(unmet[c("category", "scenario_id", "mean")], idvar = "category",
                  timevar = "scenario_id", direction = "wide")
  names(wide) <- sub("^mean\\.", "", names(wide))
  wide <- wide[order(-wide[[first]]), ]
  write.csv(wide, file.path(out, "unmet.csv"), row.names = FALSE)
  picture("unmet.png", function() {
    top <- head(wide, 8)
    shown <- head(c(first, setdiff(given, first)), 2)
    bars <- barplot(t(as.matrix(top[rev(seq_len(nrow(top))), shown])), beside = TRUE, horiz = TRUE,
                    names.arg = rev(words_of(top$category)), col = colours[seq_along(shown)], border = NA,
                    xlab = "Children", xlim = c(0, 1.08 * max(top[shown])),
                    main = paste("Known unmet need,", last))
    legend("bottomright", legend = label_of(shown), fill = colours[seq_along(shown)], bty = "n")
  })
}

# The longest list of the first scenario, month by month, with where 9 of 10 replicates lie.
months <- results[results$period_type == "month" & results$measure_id == "list_size" &
                    results$scenario_id == first & results$stage_id == "" & results$group1 == "", ]
if (nrow(months) > 0) {
  ends <- months[months$period_end == max(months$period_end), ]
  service <- ends$service_id[which.max(ends$mean)]
  list <- months[months$service_id == service, c("period_end", "mean", "p05", "p95")]
  write.csv(list, file.path(out, "list.csv"), row.names = FALSE)
  picture("list.png", function() {
    par(mar = c(4.5, 5, 3, 2))
    days <- as.Date(list$period_end)
    plot(days, list$mean, type = "n", ylim = c(0, max(list$p95)), ylab = "Waiting",
         xlab = "Mean, and where 9 of 10 replicates lie",
         main = paste0(services$label[match(service, services$service_id)], ": ", label_of(first)))
    polygon(c(days, rev(days)), c(list$p95, rev(list$p05)), col = "#12436D30", border = NA)
    lines(days, list$mean, col = "#12436D", lwd = 3)
  })
}

# What the second scenario changes on the last day, beyond chance.
path <- file.path(folder, "differences/differences.csv")
if (file.exists(path)) {
  difference <- numbers(read_table("differences/differences.csv"),
                        c("difference", "mc_lower_95", "mc_upper_95"))
  other <- setdiff(given, first)[1]
  told <- difference[difference$scenario_id == other & difference$period_type == "census_day" &
                       difference$period_end == last & difference$group1 == "" &
                       difference$measure_id == "known_unmet_children", ]
  told <- told[which(told$mc_lower_95 > 0 | told$mc_upper_95 < 0), ]
  write.csv(told[c("category", "difference", "mc_lower_95", "mc_upper_95")],
            file.path(out, "differences.csv"), row.names = FALSE)
  if (nrow(told) > 0) picture("differences.png", function() {
    rows <- rev(seq_len(nrow(told)))
    plot(told$difference, rows, pch = 19, col = "#12436D", yaxt = "n", ylab = "",
         ylim = c(0.5, nrow(told) + 0.5), xlim = range(0, told$mc_lower_95, told$mc_upper_95),
         xlab = "Children with known unmet need less the first scenario's, with 95 % interval",
         main = label_of(other))
    segments(told$mc_lower_95, rows, told$mc_upper_95, rows, col = "#12436D", lwd = 3)
    abline(v = 0, lty = 2)
    axis(2, at = rows, labels = words_of(told$category), tick = FALSE)
  })
}
cat(nrow(results), "rows read; every key has its row in csv/dim\n")
