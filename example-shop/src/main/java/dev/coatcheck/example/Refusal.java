package dev.coatcheck.example;

import dev.coatcheck.CoatcheckException;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.ValueTooLargeException;
import dev.coatcheck.servlet.CrossSiteRequestException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that is answered with an error: an HTTP status, and a JSON object that says what would be right. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final LinkedHashMap<String, String> body = new LinkedHashMap<>();

    private Refusal(int status, String message) {
        super(message);
        this.status = status;
        body.put("error", message);
    }

    private Refusal with(String name, String value) {
        body.put(name, value);
        return this;
    }

    /** The parameter has to be another. */
    static Refusal parameter(String name, String message) {
        return new Refusal(400, message).with("parameter", name);
    }

    /** Another step has to come first. */
    static Refusal stepFirst(String step, String message) {
        return new Refusal(409, message).with("first", step);
    }

    /** Another step has to finish first. */
    static Refusal underWay(String message) {
        return new Refusal(409, message);
    }

    static Refusal noSuchPage() {
        return new Refusal(404, "there is no such page; the shop is at /");
    }

    static Refusal method(String allowed, String path) {
        return new Refusal(405, path + " takes " + allowed + " only");
    }

    /** What a failure means to a visitor. No message of Coatcheck holds a secret; anything else's may. */
    static Refusal of(RuntimeException e) {
        if (e instanceof Refusal refusal) {
            return refusal;
        }
        if (e instanceof CatalogException) {
            return new Refusal(422, "the catalog was not fetched: " + e.getMessage());
        }
        if (e instanceof SessionEndedException) {
            return stepFirst("fetch", "the session is over; fetch the products to begin another");
        }
        if (e instanceof CrossSiteRequestException) {
            return new Refusal(403, "a page of another site asked for this; open the shop and do it there");
        }
        return e instanceof CoatcheckException refused
                ? new Refusal(statusOf(refused), String.valueOf(refused.getMessage()))
                : new Refusal(500, "the shop failed; its log says why");
    }

    private static int statusOf(CoatcheckException e) {
        if (e instanceof StoreUnavailableException) {
            return 503;
        }
        if (e instanceof StoreFullException) {
            return 507;
        }
        return e instanceof ValueTooLargeException ? 413 : 500;
    }

    int status() {
        return status;
    }

    Map<String, String> body() {
        return body;
    }
}
