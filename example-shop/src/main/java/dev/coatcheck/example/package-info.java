/** The product page of a shop tool: what an application on Coatcheck looks like. */
@NullMarked
package dev.coatcheck.example;

import org.jspecify.annotations.NullMarked;
