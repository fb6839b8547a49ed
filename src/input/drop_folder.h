// A folder into which other systems put files: each is read once, whatever it is called and however often the reader
// starts anew.
//
//   FOLDER/NAME          waits; read once nobody has written to it for `settles`
//   FOLDER/done/NAME     was read
//   FOLDER/failed/NAME   could not be read at all: the log says why
//   FOLDER/.taken        what was read: a line of hash, size and name for each
//
// What a file is, its content says: the same content again, under any name, is put to the others and not read. A file
// is written down only when all of it is safe, so a reader that dies before that reads it again; its events have the
// same identities then, and count once. One reader for each folder.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/time.h"
#include "input/reader.h"

namespace loopbreaker {

class DropFolder {
 public:
  struct Options {
    std::string path;
    std::shared_ptr<const Mapping> mapping;  // null: our own events
    Nanos settles = seconds(5);
  };
  // Where the contents go. False of any: stop reading; the file stays where it is and is read anew, unless it is
  // refused.
  struct Taker {
    std::function<bool(const v1::ContactEvent&)> event;
    std::function<bool(const DeadLetter&)> dead;
    std::function<bool()> safe;            // waits until all of it is
    std::function<std::string()> refused;  // why the file will never be taken; empty: it may be
  };
  // Of one file that was dealt with.
  struct Taken {
    std::string name;
    std::uint64_t events = 0;
    std::uint64_t dead = 0;
    bool known = false;        // its content was read before
    std::string failure = {};  // why it could not be read; empty: it was
  };

  // Makes what is missing of done, failed and .taken. Null: `error` is a sentence for a person.
  static std::unique_ptr<DropFolder> Open(Options options, std::string& error);

  // Looks once. `now` decides what has settled: a file that has not changed since a call so long ago. Deals with at
  // most one file, the first by name of those that have; empty: there is none, or it has to be read anew.
  std::optional<Taken> Proceed(Instant now, const Taker& taker);

 private:
  struct Seen {
    std::uintmax_t size = 0;
    std::filesystem::file_time_type written;
    Instant since{};
  };

  explicit DropFolder(Options options) : options_(std::move(options)) {}
  bool LoadTaken(std::string& error);
  bool Note(const std::string& identity, const std::string& name, std::string& error);
  std::optional<std::string> NextSettled(Instant now);
  // False: reading was stopped.
  bool Read(const std::filesystem::path& file, const Taker& taker, Taken& taken) const;
  // Under a name that is free there. False: `error` says why not.
  bool Move(const std::filesystem::path& file, const char* to, std::string& error) const;

  const Options options_;
  std::set<std::string> identities_;
  std::map<std::string, Seen> seen_;
};

}  // namespace loopbreaker
