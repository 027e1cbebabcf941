/* SPDX-License-Identifier: MIT */
/*
 * What looks like a person in a text: a scenario holds counts of children, never a child. It tells
 * patterns, not truth: an NHS number by its ten digits and check digit, a pupil's number (UPN) by
 * its shape, a full postcode by its area and shape, a date of birth by the words before it. Dates,
 * amounts, telephone numbers and ids of sources as scenarios hold them are none of these.
 *
 * Formats: https://www.datadictionary.nhs.uk/attributes/nhs_number.html (modulus 11),
 * https://www.gov.uk/government/publications/unique-pupil-numbers (a letter, 12 characters),
 * https://www.gov.uk/government/publications/bulk-data-transfer-for-sponsors-xml-schema (postcode).
 */
#ifndef SEN_MODEL_PERSONAL_H
#define SEN_MODEL_PERSONAL_H

/* What is allowed instead. */
#define SEN_NO_PERSONS "counts of children and words about services, nothing that tells a person"

/* What is personal in it, as a phrase after "is"; NULL: nothing. It never repeats what it found. */
const char *sen_personal_in(const char *text);

/*
 * The same of a number, as 9434765919 may stand without quotes. One that ends in three zeros is an
 * amount of money: one amount in eleven passes the check, but one NHS number in a thousand ends so.
 */
const char *sen_personal_number(double number);

/* The same of the name of a column: nhs_number, upn, date_of_birth, postcode and the like. */
const char *sen_personal_column(const char *name);

#endif
