package dev.coatcheck.example;

import static dev.coatcheck.example.ShopKeys.COLLECTIONS;
import static dev.coatcheck.example.ShopKeys.PRODUCTS;
import static dev.coatcheck.example.ShopKeys.PROGRESS;
import static dev.coatcheck.example.ShopKeys.SHOP_URL;

import dev.coatcheck.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The steps on a visitor's products. All that they share is in the session, so each may run on another instance. */
final class Steps {
    private static final int BATCH = 200;
    private static final String URL = "https://demo-shop.example";

    private final Classifier classifier = new Classifier();

    record Fetched(String step, int products) {}

    record Classified(String step, int products, int batches, Map<String, Integer> collections) {}

    record Updated(String step, int products, String download) {}

    /** Puts products in place of those that were there, if any. */
    Fetched fetch(Session session, List<Product> products) {
        return alone(session, new Progress("fetch", 0, products.size()), () -> {
            // first what may be refused, for its size: then nothing has changed
            session.put(PRODUCTS, products);
            session.batch().put(SHOP_URL, URL).remove(COLLECTIONS).commit();
            return new Fetched("fetch", products.size());
        });
    }

    /** Finds every product's collection. */
    Classified classify(Session session) {
        requireProducts(session);
        return alone(session, new Progress("classify", 0, 0), () -> {
            List<Product> products = session.get(PRODUCTS, List.of());
            Map<String, List<String>> collections = new TreeMap<>();
            for (int done = 0; done < products.size(); done += BATCH) {
                session.put(PROGRESS, new Progress("classify", done, products.size()));
                for (Product product : products.subList(done, Math.min(done + BATCH, products.size()))) {
                    collections
                            .computeIfAbsent(classifier.collectionOf(product), name -> new ArrayList<>())
                            .add(product.handle());
                }
            }
            session.put(COLLECTIONS, collections);
            int batches = (products.size() + BATCH - 1) / BATCH;
            return new Classified("classify", products.size(), batches, sizes(collections));
        });
    }

    private static void requireProducts(Session session) {
        if (!session.contains(PRODUCTS)) {
            throw noProducts();
        }
    }

    private static Refusal noProducts() {
        return Refusal.stepFirst("fetch", "there are no products in this session; fetch them first");
    }

    static Map<String, Integer> sizes(Map<String, List<String>> collections) {
        Map<String, Integer> sizes = new TreeMap<>();
        collections.forEach((collection, handles) -> sizes.put(collection, handles.size()));
        return sizes;
    }

    /** Writes every product's collection into the product. */
    Updated update(Session session) {
        requireProducts(session);
        return alone(session, new Progress("update", 0, 0), () -> {
            Map<String, String> collectionOf = new HashMap<>();
            session.get(COLLECTIONS, Map.of())
                    .forEach((collection, handles) -> handles.forEach(handle -> collectionOf.put(handle, collection)));
            List<Product> products = session.get(PRODUCTS, List.of()).stream()
                    .map(product -> product.in(collectionOf.getOrDefault(product.handle(), "")))
                    .toList();
            if (!isUpdated(products)) {
                throw Refusal.stepFirst("classify", "the products have no collections yet; classify them first");
            }
            session.put(PRODUCTS, products);
            return new Updated("update", products.size(), "/download");
        });
    }

    static boolean isUpdated(List<Product> products) {
        return products.stream().noneMatch(product -> product.collection().isEmpty());
    }

    /** The products with their collections. */
    List<Product> updated(Session session) {
        List<Product> products = session.get(PRODUCTS).orElseThrow(Steps::noProducts);
        if (!isUpdated(products)) {
            throw Refusal.stepFirst("update", "the products do not have their collections yet; update them first");
        }
        return products;
    }

    /** Runs one step at a time on a session, whichever instances and browser tabs the others are asked from. */
    private static <T> T alone(Session session, Progress start, Supplier<T> step) {
        if (!session.putIfAbsent(PROGRESS, start)) {
            throw Refusal.notNow("another step is under way in this session; try again when it is done");
        }
        try {
            return step.get();
        } finally {
            session.remove(PROGRESS);
        }
    }
}
