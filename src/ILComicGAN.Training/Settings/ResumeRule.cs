namespace ILComicGAN.Training.Settings;

/// <summary>What a resumed run may do to a setting.</summary>
public enum ResumeRule
{
    /// <summary>It decides what the run computes and stays as it was.</summary>
    Fixed,

    /// <summary>It may change: it decides where files are, what is written, or how the run goes on from here.</summary>
    Free,

    /// <summary>Its value may change, as a file may be moved; whether it has one may not.</summary>
    FixedPresence,
}
