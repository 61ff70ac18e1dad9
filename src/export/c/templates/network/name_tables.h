/*
 * §.: constants that its code reads. Made by coldpress {{version}}; for §..c, not for the application.
 */
#ifndef §§TABLES_H
#define §§TABLES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

{{declarations}}

#ifdef __cplusplus
}
#endif

#endif /* §§TABLES_H */
