using System.Globalization;
using ILComicGAN.Training.Settings;

namespace ILComicGAN.Training.Data;

/// <summary>The pictures that a run was begun with, as its folder remembers them.</summary>
/// <param name="RelativeFolder">Their folder as seen from the run's, for runs and pictures that move together.</param>
/// <param name="Pictures">The pictures, in order.</param>
internal sealed record RememberedPictures(string RelativeFolder, IReadOnlyList<PictureEntry> Pictures)
{
    /// <summary>What has changed since, as “1 added, 2 missing, 1 changed, the first 'a.jpg'”; null if nothing has.</summary>
    public string? DifferenceTo(PictureList now)
    {
        if (Pictures.SequenceEqual(now.Entries))
        {
            return null;
        }

        Dictionary<string, string> then = Pictures.DistinctBy(picture => picture.Name).ToDictionary(picture => picture.Name, picture => picture.Sha256);
        Dictionary<string, string> here = now.Entries.ToDictionary(picture => picture.Name, picture => picture.Sha256);
        (string What, string[] Names)[] kinds =
        [
            ("added", [.. here.Keys.Where(name => !then.ContainsKey(name))]),
            ("missing", [.. then.Keys.Where(name => !here.ContainsKey(name))]),
            ("changed", [.. here.Keys.Where(name => then.TryGetValue(name, out string? hash) && hash != here[name])]),
        ];
        (string What, string[] Names)[] found = [.. kinds.Where(kind => kind.Names.Length > 0)];
        return found.Length == 0
            ? "they are in another order"
            : string.Join(", ", found.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Names.Length} {kind.What}")))
                + $", the first '{Settings.PlainText.Of(found[0].Names[0], 100)}'";
    }
}
