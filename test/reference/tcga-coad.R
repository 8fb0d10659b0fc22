# Overall survival of TCGA-COAD from diagnosis, from the raw files, by the rule of the outcomes: to the earliest death, else to the
# last day on which the patient was known alive (a contact, a drug, radiotherapy, a new tumour, an operation for it). The
# witness of test/e2e/real-tcga-coad.test.ts; the data are not here. Run from the repository's root:
# Rscript test/reference/tcga-coad.R "$REAL_DATA_DIR/tcga-coad"
suppressPackageStartupMessages(library(survival))
folder <- commandArgs(trailingOnly = TRUE)[1]

# Row 1 names the columns, rows 2 and 3 are no data.
table_of <- function(name) {
  file <- file.path(folder, paste0("clinical_", name, "_coad.csv"))
  read.csv(file, colClasses = "character", check.names = FALSE)[-(1:2), ]
}
day <- function(text) suppressWarnings(as.numeric(text))
days_of <- function(rows, column) data.frame(patient = rows$bcr_patient_barcode, day = day(rows[[column]]))

patient <- table_of("patient")
follow_up <- table_of("follow_up_v1.0")
drug <- table_of("drug")
radiation <- table_of("radiation")
new_tumour <- rbind(table_of("nte"), table_of("follow_up_v1.0_nte")[, names(table_of("nte"))])

# What is given into the bladder, and growth factors and steroids, are no treatment of this tumour.
drug <- drug[drug$route_of_administration != "Intravesical" &
             !grepl("^(Peg)?filgrastim|^Dexamethasone", drug$pharmaceutical_therapy_drug_name, ignore.case = TRUE), ]
# The last day of a course counts where its first is known.
dated <- drug[!is.na(day(drug$pharmaceutical_tx_started_days_to)), ]

alive <- rbind(days_of(patient, "last_contact_days_to"), days_of(follow_up, "last_contact_days_to"),
               days_of(dated, "pharmaceutical_tx_started_days_to"), days_of(dated, "pharmaceutical_tx_ended_days_to"),
               days_of(radiation, "radiation_therapy_started_days_to"),
               days_of(new_tumour, "new_tumor_event_dx_days_to"),
               days_of(new_tumour, "days_to_new_tumor_event_additional_surgery_procedure"))
dead <- rbind(days_of(patient, "death_days_to"), days_of(follow_up, "death_days_to"))
# Without a day, as min() and max() have it for nothing: NA.
by_patient <- function(days, f) {
  known <- days[!is.na(days$day), ]
  tapply(known$day, factor(known$patient, levels = patient$bcr_patient_barcode), f)
}
death <- by_patient(dead, min)
last <- by_patient(alive, max)
contact <- by_patient(rbind(days_of(patient, "last_contact_days_to"), days_of(follow_up, "last_contact_days_to")), max)
time <- ifelse(is.na(death), last, death)
status <- ifelse(is.na(death), 0, 1)
in_set <- !is.na(time)

# What the forms had by the end of a year (the day 00 is the end of its month): patients whose enrolment was known and of whom a
# day is, their deaths, and their new tumours or deaths. A new tumour is known since the form that reports it.
on <- function(text) {
  parts <- do.call(rbind, lapply(strsplit(text, "-"), as.numeric))
  end <- ifelse(parts[, 3] == 0, 31, parts[, 3])
  parts[, 1] * 10000 + parts[, 2] * 100 + end
}
forms <- table_of("follow_up_v1.0")
reported <- table_of("follow_up_v1.0_nte")
reported$form_completion_date <- forms$form_completion_date[match(reported$bcr_followup_barcode, forms$bcr_followup_barcode)]
enrolled <- table_of("nte")
enrolled$form_completion_date <- patient$form_completion_date[match(enrolled$bcr_patient_barcode, patient$bcr_patient_barcode)]
columns <- c("bcr_patient_barcode", "form_completion_date", "new_tumor_event_dx_days_to",
             "days_to_new_tumor_event_additional_surgery_procedure")
new_tumour <- rbind(reported[, columns], enrolled[, columns])
known_by <- function(year) {
  by <- function(rows) rows[on(rows$form_completion_date) <= year * 10000 + 1231, ]
  drugs <- by(dated)
  dead <- by_patient(rbind(days_of(by(patient), "death_days_to"), days_of(by(follow_up), "death_days_to")), min)
  tumour <- by_patient(days_of(by(new_tumour), "new_tumor_event_dx_days_to"), min)
  last <- by_patient(rbind(days_of(by(patient), "last_contact_days_to"), days_of(by(follow_up), "last_contact_days_to"),
                           days_of(drugs, "pharmaceutical_tx_started_days_to"),
                           days_of(drugs, "pharmaceutical_tx_ended_days_to"),
                           days_of(by(radiation), "radiation_therapy_started_days_to"),
                           days_of(by(new_tumour), "new_tumor_event_dx_days_to"),
                           days_of(by(new_tumour), "days_to_new_tumor_event_additional_surgery_procedure")), max)
  is_in <- on(patient$form_completion_date) <= year * 10000 + 1231 & !(is.na(dead) & is.na(last))
  sprintf("[%d,%d,%d,%d]", year, sum(is_in), sum(is_in & !is.na(dead)), sum(is_in & !(is.na(dead) & is.na(tumour))))
}

number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
words <- function(x) paste0("[", paste0("\"", x, "\"", collapse = ","), "]")
fit <- survfit(Surv(time[in_set], status[in_set]) ~ 1, conf.type = "log-log")
asked <- c(0, 365, 1096, 1826)
at <- summary(fit, times = asked, extend = TRUE)
writeLines(sprintf(
  paste0("{\"R\":\"%s\",\"survival\":\"%s\",\n \"patients\":%d,\"n\":%d,\"events\":%d,\"excluded\":%s,\n",
         " \"lastContactOnDay0\":%d,\"laterThanLastContact\":%s,\n \"median\":%s,\n",
         " \"asked\":%s,\"survival\":%s,\n \"lower\":%s,\n \"upper\":%s,\n \"sumOfTimes\":%s,\n \"known\":[%s]}"),
  R.version.string, packageVersion("survival"), nrow(patient), fit$n, sum(status[in_set]),
  words(patient$bcr_patient_barcode[!in_set]), sum(status == 0 & contact == 0, na.rm = TRUE),
  words(patient$bcr_patient_barcode[which(status == 0 & last > contact)]),
  numbers(summary(fit)$table[c("median", "0.95LCL", "0.95UCL")]),
  numbers(asked), numbers(at$surv), numbers(at$lower), numbers(at$upper), number(sum(time[in_set])),
  paste(sapply(c(2011, 2012, 2014), known_by), collapse = ",")),
  "test/reference/tcga-coad.json")
