package dev.coatcheck.example;

import dev.coatcheck.SessionEndedException;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.UnreadableValueException;
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

    /** Something else has to happen first, or to finish. */
    static Refusal notNow(String message) {
        return new Refusal(409, message);
    }

    static Refusal anotherSite() {
        return new Refusal(403, "a page of another site asked for this; open the shop and do it there");
    }

    /** A store has to answer again first. */
    static Refusal unavailable(String message) {
        return new Refusal(503, message);
    }

    static Refusal noSuchPage() {
        return new Refusal(404, "there is no such page; the shop is at /");
    }

    static Refusal method(String allowed, String path) {
        return new Refusal(405, path + " takes " + allowed + " only");
    }

    /**
     * What a failure means to a visitor. Coatcheck's own messages are for whoever runs the shop: they name settings and
     * servers, and are in the log.
     */
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
            return anotherSite();
        }
        if (e instanceof StoreUnavailableException) {
            return unavailable("the store does not answer; try again in a moment");
        }
        if (e instanceof StoreFullException) {
            return new Refusal(507, "the store is full, and nothing was changed; fetch fewer products");
        }
        if (e instanceof ValueTooLargeException) {
            return new Refusal(413, "that is more than the shop stores of one visitor; fetch fewer products");
        }
        if (e instanceof UnreadableValueException) {
            return stepFirst("fetch", "what is stored was not written by this shop; fetch the products again");
        }
        return new Refusal(500, "the shop failed; its log says why");
    }

    int status() {
        return status;
    }

    Map<String, String> body() {
        return body;
    }
}
