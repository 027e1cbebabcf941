/* SPDX-License-Identifier: MIT */
/* All of the library; the only header a program includes. */
#ifndef SEN_H
#define SEN_H

#include "sen_error.h"
#include "sen_model.h"
#include "sen_result.h"
#include "sen_run.h"

#endif
