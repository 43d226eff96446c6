// List the numbers of a task, page by page, with filters, a timeout and retries.
// Needs C++17, libcurl 7.66 or later and nlohmann-json.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <curl/curl.h>
#include <nlohmann/json.hpp>

using nlohmann::json;

constexpr int per_page = 100;
constexpr long timeout = 10; // Seconds, for each request.
constexpr int attempts = 5;
constexpr curl_off_t patience = 60; // Seconds: no longer Retry-After is waited for.
constexpr auto usage = "usage: list_numbers USER_ID TASK_ID [status=2,5] [start_at=DATE] [end_at=DATE]";

/// A fault that may pass, but not within `retry_after` seconds.
struct Unavailable : std::runtime_error {
    curl_off_t retry_after;

    explicit Unavailable(const std::string &message, curl_off_t seconds = 0)
        : std::runtime_error(message), retry_after(seconds) {}
};

std::string encode(const std::string &text) {
    const std::unique_ptr<char, decltype(&curl_free)> encoded(
        curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())), curl_free);
    return encoded.get();
}

/// The numbers in the tasks of one API. Follows no redirects.
class Numbers {
  public:
    Numbers(const std::string &base, const std::string &token) : url(base) {
        if (url.rfind("http://", 0) != 0 && url.rfind("https://", 0) != 0) {
            throw std::runtime_error("NUMBERS_URL must begin with http:// or https://");
        }
        const auto printable = [](char c) { return '!' <= c && c <= '~'; };
        if (token.empty() || !std::all_of(token.begin(), token.end(), printable)) {
            throw std::runtime_error("NUMBERS_TOKEN is empty or holds a character no token has");
        }
        if (url.back() == '/') {
            url.pop_back();
        }
        // A Laravel backend may answer errors in HTML without this Accept header.
        headers.reset(curl_slist_append(nullptr, "Accept: application/json"));
        curl_slist_append(headers.get(), ("Authorization: Bearer " + token).c_str());
    }

    /// One page of a task's numbers, counted from 1.
    json page(const std::string &user, const std::string &task, const std::string &filters, long number) {
        std::ostringstream target;
        target << url << "/agent-api/user/" << encode(user) << "/task/" << encode(task) << "/number?page=" << number
               << "&per_page=" << per_page << filters;
        return get(target.str());
    }

  private:
    std::string url;
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers{nullptr, curl_slist_free_all};
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), curl_easy_cleanup};
    std::mt19937 random{std::random_device{}()};

    /// One page, asked for until it comes or hope is lost.
    json get(const std::string &target) {
        for (int attempt = 1;; ++attempt) {
            try {
                return ask(target);
            } catch (const Unavailable &fault) {
                if (attempt == attempts || fault.retry_after > patience) {
                    throw std::runtime_error("gave up at attempt " + std::to_string(attempt) + " of " +
                                             std::to_string(attempts) + ": " + fault.what());
                }
                // About 0.5, 1, 2, 4 seconds more than Retry-After; at random, so that not all come back at once.
                const double back_off = std::pow(2, attempt) / 4 * std::uniform_real_distribution(0.5, 1.0)(random);
                std::this_thread::sleep_for(std::chrono::duration<double>(fault.retry_after + back_off));
            }
        }
    }

    /// One page, asked for once.
    json ask(const std::string &target) {
        std::string body;
        const auto append = [](char *data, size_t, size_t length, void *text) {
            static_cast<std::string *>(text)->append(data, length);
            return length;
        };
        curl_easy_setopt(curl.get(), CURLOPT_URL, target.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, timeout);
        curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, +append);
        curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
        if (const CURLcode fault = curl_easy_perform(curl.get())) {
            throw Unavailable(curl_easy_strerror(fault));
        }
        long status = 0;
        curl_off_t retry_after = 0;
        curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(curl.get(), CURLINFO_RETRY_AFTER, &retry_after);

        json page = json::parse(body, nullptr, false);
        if (!page.is_object()) {
            page = json::object();
        }
        if (status == 200 && page["status"] == "success" && page["data"].is_array() &&
            page["meta"].is_object() && page["meta"]["last_page"].is_number_integer()) {
            return page;
        }
        // An error has an envelope too, and may travel with HTTP 200.
        const std::string message = page["status"] == "error" && page["message"].is_string()
                                        ? page["code"].dump() + " " + page["message"].get<std::string>()
                                        : std::to_string(status) + " the answer is not the API's JSON";
        if (status == 429 || status >= 500) {
            throw Unavailable(message, retry_after);
        }
        throw std::runtime_error(message);
    }
};

/// A filter such as status=2,5 as the API wants it.
std::string parameters(const std::string &filter) {
    const auto equals = std::min(filter.find('='), filter.size());
    const std::string name = filter.substr(0, equals);
    std::string value = filter.substr(std::min(equals + 1, filter.size()));
    if (name == "start_at" || name == "end_at") {
        return "&" + name + "=" + encode(value);
    }
    if (name != "status") {
        throw std::runtime_error(usage);
    }
    // Spelled status[]: of status=2&status=5 a PHP backend reads only the 5.
    std::string query;
    std::istringstream statuses(value + ",");
    for (std::string status; std::getline(statuses, status, ',');) {
        query += "&status%5B%5D=" + encode(status);
    }
    return query;
}

std::string setting(const char *name, const char *otherwise) {
    const char *value = std::getenv(name);
    return value ? value : otherwise;
}

/// Prints a line for each number.
void run(const std::vector<std::string> &words) {
    if (words.size() < 2) {
        throw std::runtime_error(usage);
    }
    std::string filters;
    for (size_t i = 2; i < words.size(); ++i) {
        filters += parameters(words[i]);
    }
    Numbers api(setting("NUMBERS_URL", "http://127.0.0.1:4010"), setting("NUMBERS_TOKEN", ""));
    size_t rows = 0;
    long number = 0;
    json page;
    do {
        page = api.page(words[0], words[1], filters, ++number);
        for (const auto &record : page["data"]) {
            const auto text = [&](const char *name) { return record.at(name).get<std::string>(); };
            std::cout << record.at("id") << '\t' << text("number") << '\t' << record.at("status") << '\t'
                      << text("status_str") << '\t' << text("created_at") << '\n';
        }
        rows += page["data"].size();
    } while (number < page["meta"]["last_page"] && !page["data"].empty());
    if (!std::cout.flush()) {
        throw std::runtime_error("standard output cannot be written");
    }
    std::cerr << rows << " numbers, " << number << " pages\n";
}

int main(int argc, char *argv[]) {
    try {
        run(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const std::exception &fault) {
        std::cerr << "error: " << fault.what() << '\n';
        return EXIT_FAILURE;
    }
}
