namespace ILComicGAN.Datasets.Films;

/// <summary>What a frame, or a moment with all its frames, is good for. The worst first.</summary>
internal enum Verdict
{
    /// <summary>Next to nothing is lit.</summary>
    Black,

    /// <summary>All is of one brightness.</summary>
    Uniform,

    /// <summary>Between two pictures.</summary>
    Fade,

    /// <summary>Without clear edges.</summary>
    Blurred,

    /// <summary>Bars leave too little of it.</summary>
    Barred,

    /// <summary>Shown already.</summary>
    Duplicate,

    /// <summary>To be used.</summary>
    Kept,
}
