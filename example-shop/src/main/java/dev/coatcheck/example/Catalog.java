package dev.coatcheck.example;

import java.util.List;

/** Where products are fetched from. */
interface Catalog {
    int MOST_PRODUCTS = 100_000;

    /**
     * The first products of the catalog.
     *
     * @param count how many, from 1 to {@link #MOST_PRODUCTS}
     * @return so many, or all where there are fewer; at least one
     * @throws CatalogException if the catalog cannot be read
     */
    List<Product> products(int count);
}
