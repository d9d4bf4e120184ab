namespace ILComicGAN.Weights.Files;

/// <summary>What a reader found wrong, without the file's name, which whoever opened the file adds.</summary>
/// <param name="what">Continues “…: ”, without a full stop.</param>
/// <param name="advice">What to do; the usual advice is to get the file again.</param>
internal sealed class FormatFault(string what, string advice = FormatFault.GetAgain) : Exception(what)
{
    public const string GetAgain = "copy or download it again";

    public string Advice { get; } = advice;
}
